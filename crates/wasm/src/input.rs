//! JavaScript values as input of serde: what `JSON.stringify` would keep of them.
//!
//! Not `serde_wasm_bindgen`'s own deserializer, because serde's words for what does not fit can
//! show any number and any text: printing those weighs 9 KB packed. Here the words are our own.

use std::iter;

use js_sys::Array;
use serde::Deserialize;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsError, JsValue};
use web_sys::FormData;
use wharfinger_core::access::AccessDraft;
use wharfinger_core::registration::Draft;
use wharfinger_core::registry::OperatorRegistry;

#[wasm_bindgen]
extern "C" {
    /// `Object.entries`, which throws what a getter throws: let through, that would leave the
    /// stack of the WebAssembly where it was.
    #[wasm_bindgen(catch, js_namespace = Object)]
    fn entries(object: &JsValue) -> Result<Array, JsValue>;
}

/// Reads a draft: the own properties of an object, or what a form sends.
pub(crate) fn draft(value: JsValue) -> Result<Draft, JsError> {
    Ok(match value.dyn_ref::<FormData>() {
        Some(form) => Draft::from_form(texts(form)),
        None => Draft::deserialize(Input::new("a draft", value))?,
    })
}

/// Reads a request for access in the same way.
pub(crate) fn access_draft(value: JsValue) -> Result<AccessDraft, JsError> {
    Ok(match value.dyn_ref::<FormData>() {
        Some(form) => AccessDraft::from_form(texts(form)),
        None => AccessDraft::deserialize(Input::new("a draft", value))?,
    })
}

/// What a form sends, but for its files.
fn texts(form: &FormData) -> Vec<(String, String)> {
    let text = |pair: JsValue| {
        let pair: Array = pair.unchecked_into();
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    };
    Array::from(form).iter().filter_map(text).collect()
}

/// Reads a list of registries; the error says which one does not fit.
pub(crate) fn operator_registries(value: &JsValue) -> Result<Vec<OperatorRegistry>, JsError> {
    let list = value
        .dyn_ref::<Array>()
        .ok_or_else(|| JsError::new("`registries` must be a list"))?;
    let read = |(at, item)| {
        let name = format!("registries[{at}]");
        OperatorRegistry::deserialize(Input::new(&name, item))
            .map_err(|error| JsError::new(&format!("`registries[{at}]`: {error}")))
    };
    list.iter().enumerate().map(read).collect()
}

/// A JavaScript value, and what errors call it.
struct Input {
    name: JsValue,
    value: JsValue,
}

impl Input {
    fn new(name: &str, value: JsValue) -> Self {
        Self {
            name: name.into(),
            value,
        }
    }

    /// What `JSON.stringify` leaves out of an object.
    fn is_left_out(&self) -> bool {
        self.value.is_undefined() || self.value.is_function() || self.value.is_symbol()
    }

    /// That the value must be something else.
    fn must_be(&self, what: &str) -> Error {
        let name = self.name.as_string().unwrap_or_default();
        Error::custom(format_args!("`{name}` must be {what}"))
    }

    fn text(&self) -> Result<String, Error> {
        self.value.as_string().ok_or_else(|| self.must_be("a text"))
    }
}

impl IntoDeserializer<'_> for Input {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Input {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Some(text) = self.value.as_string() {
            visitor.visit_string(text)
        } else if self.value.is_null() || self.value.is_undefined() {
            visitor.visit_unit()
        } else if let Some(truth) = self.value.as_bool() {
            visitor.visit_bool(truth)
        } else if Array::is_array(&self.value) {
            // Nothing here takes a list, so nobody looks at what is in it.
            visitor.visit_seq(SeqDeserializer::new(iter::empty::<Self>()))
        } else if self.value.is_object() {
            self.deserialize_map(visitor)
        } else {
            // Which one does not matter where a number cannot stand.
            visitor.visit_u64(0)
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if !self.value.is_object() || Array::is_array(&self.value) {
            return Err(self.must_be("an object"));
        }
        let entries = entries(&self.value).map_err(|_| self.must_be("readable"))?;
        let pairs = entries.iter().map(|entry| {
            let pair: &Array = entry.unchecked_ref();
            let (name, value) = (pair.get(0), pair.get(1));
            (Input::new("a name", name.clone()), Input { name, value })
        });
        visitor.visit_map(MapDeserializer::new(
            pairs.filter(|(_, value)| !value.is_left_out()),
        ))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_string(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self.text()?.into_deserializer())
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let truth = self.value.as_bool();
        visitor.visit_bool(truth.ok_or_else(|| self.must_be("true or false"))?)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let number = self.value.as_f64();
        let whole = (0..=u8::MAX).find(|whole| number == Some(f64::from(*whole)));
        visitor.visit_u8(whole.ok_or_else(|| self.must_be("a whole number from 0 to 255"))?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.value.is_null() || self.value.is_undefined() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    /// Does not look inside, however deep it is.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u16 u32 u64 u128 f32 f64 char str bytes byte_buf
        unit unit_struct newtype_struct seq tuple tuple_struct
    }
}
