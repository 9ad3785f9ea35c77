//! JavaScript values as input of serde: what `JSON.stringify` would keep of them.
//!
//! Not `serde_wasm_bindgen`'s own deserializer, because that one shows numbers with fractions in
//! its errors: printing those weighs 7 KB packed, and nothing here has them.

use js_sys::{Array, Object};
use serde::Deserialize;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use wasm_bindgen::{JsCast, JsError, JsValue};
use web_sys::FormData;
use wharfinger_core::registration::Draft;
use wharfinger_core::registry::OperatorRegistry;

/// Reads a draft: the own properties of an object, or the entries of a `FormData`.
pub(crate) fn draft(value: JsValue) -> Result<Draft, JsError> {
    let object = match value.dyn_ref::<FormData>() {
        // Of a control that was sent twice the last one counts, as of a repeated key in JSON.
        Some(form) => Object::from_entries(form).map_or(value, JsValue::from),
        None => value,
    };
    Ok(Draft::deserialize(Input(object))?)
}

/// Reads a list of registries; the error says which one does not fit.
pub(crate) fn operator_registries(value: &JsValue) -> Result<Vec<OperatorRegistry>, JsError> {
    let list = value
        .dyn_ref::<Array>()
        .ok_or_else(|| JsError::new("`registries` is a list"))?;
    let read = |(at, item)| {
        OperatorRegistry::deserialize(Input(item))
            .map_err(|error| JsError::new(&format!("`registries[{at}]`: {error}")))
    };
    list.iter().enumerate().map(read).collect()
}

/// A JavaScript value.
struct Input(JsValue);

impl Input {
    /// What `JSON.stringify` leaves out of an object.
    fn is_left_out(&self) -> bool {
        self.0.is_undefined() || self.0.is_function() || self.0.is_symbol()
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
        let value = self.0;
        if let Some(text) = value.as_string() {
            visitor.visit_string(text)
        } else if value.is_null() || value.is_undefined() {
            visitor.visit_unit()
        } else if let Some(truth) = value.as_bool() {
            visitor.visit_bool(truth)
        } else if let Some(list) = value.dyn_ref::<Array>() {
            visitor.visit_seq(SeqDeserializer::new(list.iter().map(Input)))
        } else if let Some(object) = value.dyn_ref::<Object>() {
            let entries = Object::entries(object);
            let pairs = entries.iter().map(|entry| {
                let pair: &Array = entry.unchecked_ref();
                (Input(pair.get(0)), Input(pair.get(1)))
            });
            visitor.visit_map(MapDeserializer::new(
                pairs.filter(|(_, value)| !value.is_left_out()),
            ))
        } else {
            // Which one does not matter where a number cannot stand.
            visitor.visit_u64(0)
        }
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let number = self.0.as_f64();
        let whole = (0..=u8::MAX)
            .find(|whole| number == Some(f64::from(*whole)))
            .ok_or_else(|| Error::custom("a whole number from 0 to 255 is expected"))?;
        visitor.visit_u8(whole)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() || self.0.is_undefined() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let name = self
            .0
            .as_string()
            .ok_or_else(|| Error::custom("a text is expected"))?;
        visitor.visit_enum(name.into_deserializer())
    }

    /// Does not look inside, however deep it is.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct newtype_struct seq tuple tuple_struct map struct identifier
    }
}
