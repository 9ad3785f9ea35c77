-- Since when whoever has access may be handed passwords that pull as the connection's role, where its owner
-- wants that.
ALTER TABLE connection ADD COLUMN pull_passwords_since INTEGER;
