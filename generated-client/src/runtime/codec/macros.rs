//! What every generated type of a kind has in common. The macros stay small: each of their lines is compiled hundreds of
//! times over.

/// Makes serde's traits, and [`Wire`](super::Wire), of one function that reads and one that writes.
macro_rules! serde_impls {
    ($type:ty, read $read:expr, write $write:expr) => {
        impl $crate::runtime::codec::Wire for $type {
            fn decode<'de, D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $read(deserializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $read(deserializer)
            }
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $write(self, serializer)
            }
        }
    };
}

/// For a struct that has `Record` and `Encode`.
macro_rules! record {
    ($type:ident) => {
        $crate::runtime::codec::serde_impls!(
            $type,
            read $crate::runtime::codec::decode_record,
            write $crate::runtime::codec::encode_record
        );
    };
}

/// For an enum that has `Union`.
#[allow(unused_macros, reason = "the API may have no union")]
macro_rules! union {
    ($type:ident) => {
        $crate::runtime::codec::serde_impls!(
            $type,
            read $crate::runtime::codec::decode_union,
            write $crate::runtime::codec::Union::encode
        );
    };
}

/// For an enum that has `OpenEnum`.
macro_rules! open_enum {
    ($type:ident) => {
        impl $type {
            /// The text that travels.
            pub fn as_str(&self) -> &str {
                $crate::runtime::codec::OpenEnum::as_text(self)
            }

            /// Every value that this version of the client knows, with the text that travels.
            pub fn values() -> &'static [(&'static str, Self)] {
                <Self as $crate::runtime::codec::OpenEnum>::VALUES
            }
        }

        $crate::runtime::codec::text_impls!(
            $type,
            read $crate::runtime::codec::decode_enum,
            make <$type as $crate::runtime::codec::OpenEnum>::from_text
        );
    };
}

/// For a struct around a `Box<str>`: an id, or another text.
macro_rules! id {
    ($type:ident) => {
        impl $type {
            /// The text that travels.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            fn from_text(text: &str) -> Self {
                Self(text.into())
            }

            fn decode_text<'de, D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::codec::decode_text(deserializer, stringify!($type), Self::from_text)
            }
        }

        impl ::std::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_tuple(stringify!($type)).field(&self.0).finish()
            }
        }

        impl ::std::convert::From<&$type> for $type {
            fn from(value: &$type) -> Self {
                value.clone()
            }
        }

        impl ::std::convert::From<&::std::string::String> for $type {
            fn from(text: &::std::string::String) -> Self {
                Self::from_text(text)
            }
        }

        $crate::runtime::codec::text_impls!($type, read Self::decode_text, make $type::from_text);
    };
}

/// What all types have that are one text: they are shown as it, made of it, and travel as it.
macro_rules! text_impls {
    ($type:ident, read $read:expr, make $make:expr) => {
        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::convert::AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::convert::From<&str> for $type {
            fn from(text: &str) -> Self {
                $make(text)
            }
        }

        impl ::std::convert::From<::std::string::String> for $type {
            fn from(text: ::std::string::String) -> Self {
                $make(&text)
            }
        }

        impl ::std::str::FromStr for $type {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                Ok($make(text))
            }
        }

        $crate::runtime::codec::serde_impls!($type, read $read, write $crate::runtime::codec::encode_text);
    };
}

pub(crate) use {id, open_enum, record, serde_impls, text_impls, union};
