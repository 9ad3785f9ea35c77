//! Grants on Amazon ECR: what the server carries out by itself.

mod book;

pub use book::StoreBook;
