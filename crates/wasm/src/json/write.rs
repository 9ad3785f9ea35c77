//! Writing.

use std::fmt;

use serde::ser::{
    self, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer,
};

/// Writes a value of the contracts, byte for byte as `serde_json` does.
pub(crate) fn write(value: &impl Serialize) -> String {
    let mut text = String::new();
    value
        .serialize(&mut Writer { text: &mut text })
        .expect("the contracts are made of objects, lists, texts, truths and small whole numbers");
    text
}

struct Writer<'a> {
    text: &'a mut String,
}

impl Writer<'_> {
    fn quote(&mut self, text: &str) {
        self.text.push('"');
        let mut rest = text;
        while let Some(at) = rest
            .bytes()
            .position(|b| matches!(b, b'"' | b'\\' | 0..=31))
        {
            let (plain, from) = rest.split_at(at);
            self.text.push_str(plain);
            let mut chars = from.chars();
            let code = chars.next().map_or(0, u32::from);
            rest = chars.as_str();
            self.text.push('\\');
            match code {
                8 => self.text.push('b'),
                9 => self.text.push('t'),
                10 => self.text.push('n'),
                12 => self.text.push('f'),
                13 => self.text.push('r'),
                0..=31 => {
                    self.text.push_str(if code < 16 { "u000" } else { "u001" });
                    self.text.extend(char::from_digit(code % 16, 16));
                }
                _ => self.text.extend(char::from_u32(code)),
            }
        }
        self.text.push_str(rest);
        self.text.push('"');
    }

    fn whole(&mut self, number: u64) {
        if number > 9 {
            self.whole(number / 10);
        }
        self.text.extend(char::from_digit((number % 10) as u32, 10));
    }
}

/// What the contracts do not hold.
#[derive(Debug)]
pub(crate) struct Unexpected;

impl fmt::Display for Unexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the contracts hold no such value")
    }
}

impl std::error::Error for Unexpected {}

impl ser::Error for Unexpected {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// A list or an object that is being written.
struct Open<'a, 'b> {
    writer: &'a mut Writer<'b>,
    close: char,
    is_empty: bool,
}

impl<'a, 'b> Open<'a, 'b> {
    fn new(writer: &'a mut Writer<'b>, open: char, close: char) -> Self {
        writer.text.push(open);
        Self {
            writer,
            close,
            is_empty: true,
        }
    }

    fn separate(&mut self) {
        if !self.is_empty {
            self.writer.text.push(',');
        }
        self.is_empty = false;
    }

    fn close(self) {
        self.writer.text.push(self.close);
    }
}

impl SerializeSeq for Open<'_, '_> {
    type Ok = ();
    type Error = Unexpected;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unexpected> {
        self.separate();
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Unexpected> {
        self.close();
        Ok(())
    }
}

impl SerializeMap for Open<'_, '_> {
    type Ok = ();
    type Error = Unexpected;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unexpected> {
        self.separate();
        key.serialize(&mut *self.writer)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unexpected> {
        self.writer.text.push(':');
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Unexpected> {
        self.close();
        Ok(())
    }
}

impl SerializeStruct for Open<'_, '_> {
    type Ok = ();
    type Error = Unexpected;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unexpected> {
        self.separate();
        self.writer.quote(key);
        self.writer.text.push(':');
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Unexpected> {
        self.close();
        Ok(())
    }
}

/// Methods for what the contracts do not hold.
macro_rules! unexpected {
    ($($name:ident($($argument:ty),*);)*) => {
        $(fn $name(self, $(_: $argument),*) -> Result<(), Unexpected> { Err(Unexpected) })*
    };
}

impl<'a, 'b> Serializer for &'a mut Writer<'b> {
    type Ok = ();
    type Error = Unexpected;
    type SerializeSeq = Open<'a, 'b>;
    type SerializeTuple = Impossible<(), Unexpected>;
    type SerializeTupleStruct = Impossible<(), Unexpected>;
    type SerializeTupleVariant = Impossible<(), Unexpected>;
    type SerializeMap = Open<'a, 'b>;
    type SerializeStruct = Open<'a, 'b>;
    type SerializeStructVariant = Impossible<(), Unexpected>;

    fn serialize_bool(self, truth: bool) -> Result<(), Unexpected> {
        self.text.push_str(if truth { "true" } else { "false" });
        Ok(())
    }

    fn serialize_u8(self, number: u8) -> Result<(), Unexpected> {
        self.serialize_u64(number.into())
    }

    fn serialize_u64(self, number: u64) -> Result<(), Unexpected> {
        self.whole(number);
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), Unexpected> {
        self.quote(text);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Unexpected> {
        self.text.push_str("null");
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unexpected> {
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Unexpected> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unexpected> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'a, 'b>, Unexpected> {
        Ok(Open::new(self, '[', ']'))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'a, 'b>, Unexpected> {
        Ok(Open::new(self, '{', '}'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'a, 'b>, Unexpected> {
        Ok(Open::new(self, '{', '}'))
    }

    unexpected! {
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_bytes(&[u8]);
        serialize_unit();
        serialize_unit_struct(&'static str);
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Unexpected> {
        Err(Unexpected)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Unexpected> {
        Err(Unexpected)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unexpected> {
        Err(Unexpected)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unexpected> {
        Err(Unexpected)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unexpected> {
        Err(Unexpected)
    }
}

#[cfg(test)]
mod tests {
    use wharfinger_core::image;
    use wharfinger_core::reference::Mode;
    use wharfinger_core::registration::{Draft, check};
    use wharfinger_core::registry::Catalogue;
    use wharfinger_core::report::Field;
    use wharfinger_core::wire;

    use super::write;

    #[test]
    fn writes_texts_as_serde_json_does() {
        let every: String = ('\0'..'\u{300}').chain(['\u{2028}', '\u{1f980}']).collect();
        assert_eq!(write(&every), serde_json::to_string(&every).unwrap());
        assert_eq!(write(&""), "\"\"");
    }

    #[test]
    fn writes_numbers_as_serde_json_does() {
        for number in [0, 7, 10, 4096, 98_765_432_101, u64::MAX] {
            assert_eq!(write(&number), number.to_string());
        }
    }

    #[test]
    fn writes_the_contracts_as_serde_json_does() {
        let catalogue = Catalogue::built_in();
        let good = Draft::default().with(Field::Image, "quay.io/biocontainers/samtools:1.17");
        let bad = Draft::default()
            .with(Field::Image, "https://Quay.io/B\u{f6}\u{1f980}/x:y z")
            .with(Field::Visibility, "privat");
        for draft in [good, bad] {
            let report = check(&catalogue, &draft);
            let report = wire::report(&draft, &report);
            assert_eq!(write(&report), serde_json::to_string(&report).unwrap());
            let image = wire::read_image(&catalogue, &draft);
            assert_eq!(write(&image), serde_json::to_string(&image).unwrap());
        }
        let registries = wire::registries(&catalogue);
        assert_eq!(
            write(&registries),
            serde_json::to_string(&registries).unwrap()
        );
        let checked = image::check(&catalogue, "gchr.io/org/tool", Mode::Compat);
        let checked = wire::checked_image("gchr.io/org/tool", &checked);
        assert_eq!(write(&checked), serde_json::to_string(&checked).unwrap());
    }
}
