//! What stands around the areas: regions, families, permissions.

use super::place::{Part, Place};
use super::{Lower, gap, is_token, is_url_text};
use crate::diagnostic::Rule;
use crate::document::short::ShortOr;
use crate::document::{FamilyText, FileId, RegionText};
use crate::model::{Family, Ident, Permission, Region};

impl Lower<'_> {
    /// Lowers `api.yaml` and `permissions.yaml`.
    pub(super) fn frame(&mut self) {
        if let Some((file, api)) = &self.documents.api {
            self.docs(&api.docs, &Place::file(*file).key("docs"));
            self.lower_regions(*file);
            for (key, text) in &api.families {
                let place = Place::file(*file).key("families").key(key);
                let family = self.family(key, text, &place);
                if let Some(other) = self.families.iter().find(|other| !other.handle && !family.handle) {
                    let message = format!("`{}` is the default already", other.key);
                    let help = "areas of one family alone hang from the client itself";
                    self.report.add(Rule::NameClash, &place.key("default"), Part::Key, message, help);
                }
                self.families.push(family);
            }
        }
        self.lower_permissions();
    }

    fn lower_regions(&mut self, file: FileId) {
        let Some((_, api)) = &self.documents.api else { return };
        for (key, text) in &api.regions {
            let place = Place::file(file).key("regions").key(key);
            self.region_key(key, text, &place);
            self.origin(&text.api, &place.key("api"));
            self.origin(&text.app, &place.key("app"));
            let ident = Ident::variant(key);
            if let Some(other) = self.regions.iter().find(|region| region.ident == ident) {
                let message = format!("`{key}` and `{}` have the same name in Rust, `{ident}`", other.key);
                self.report.add(Rule::NameClash, &place, Part::Key, message, "rename one of them");
            }
            if let Some(other) = self.regions.iter().find(|region| region.name == text.name && !text.name.is_empty()) {
                let message = format!("`{}` is the name of `{}` already", text.name, other.key);
                let help = "give each region the name that the vendor uses";
                self.report.add(Rule::NameClash, &place.key("name"), Part::Value, message, help);
            }
            self.regions.push(Region {
                key: key.clone(),
                ident,
                name: text.name.clone(),
                api: text.api.trim_end_matches('/').to_owned(),
                app: text.app.trim_end_matches('/').to_owned(),
                docs: self.docs(&text.docs, &place.key("docs")),
            });
        }
        if api.regions.is_empty() {
            let place = Place::file(file).key("regions");
            let help = "add at least one; the first is the default";
            self.report.add(Rule::WrongShape, &place, Part::Key, "there are no regions", help);
        }
    }

    fn region_key(&self, key: &str, text: &RegionText, place: &Place) {
        let fine = key.starts_with(|c: char| c.is_ascii_lowercase())
            && key
                .split('-')
                .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
        if !fine {
            let help = "write it in small letters and digits, with hyphens between, such as `eu-01`";
            self.report.add(Rule::BadName, place, Part::Key, format!("`{key}` is no name for a region"), help);
        }
        if text.name.trim().is_empty() {
            let help = "write the name that the vendor uses";
            self.report.add(Rule::MissingDocs, &place.key("name"), Part::Key, format!("`{key}` has no name"), help);
        }
    }

    fn origin(&self, url: &str, place: &Place) {
        let host = url.strip_prefix("https://").map(|rest| rest.trim_end_matches('/'));
        if !host.is_some_and(|host| !host.is_empty() && is_url_text(host) && !host.contains(['/', '?', '#', '@'])) {
            let message = format!("`{url}` is no https origin");
            let help = "write scheme and host alone, `https://api.example.com`; the base path is the family's";
            self.report.add(Rule::BadUrl, place, Part::Value, message, help);
        }
    }

    fn family(&self, key: &str, text: &FamilyText, place: &Place) -> Family {
        if !matches!(key, "v1" | "rest") {
            let help = "the client's runtime knows `v1` and `rest`; a third family begins there";
            self.report.add(Rule::UnknownFamily, place, Part::Key, format!("`{key}` is no family"), help);
        }
        let base = &text.base;
        let odd = base.contains(['?', '#', '%']) || base.contains("//") || !is_url_text(base);
        if !base.starts_with('/') || base.ends_with('/') || odd {
            let help = "write a path that begins with a slash and does not end with one, `/rest`";
            self.report.add(Rule::BadUrl, &place.key("base"), Part::Value, format!("`{base}` is no base path"), help);
        }
        self.body_media(&text.media, &place.key("media"));
        if let Some(name) = text.version_parameter.as_deref().filter(|name| !is_token(name)) {
            let help = "write the name of a query parameter, such as `version`";
            let place = place.key("version_parameter");
            self.report.add(Rule::BadName, &place, Part::Value, format!("`{name}` is no name for a parameter"), help);
        }
        Family {
            key: key.to_owned(),
            ident: Ident::module(key),
            variant: Ident::variant(key),
            docs: self.docs(&text.docs, &place.key("docs")),
            page: self.page(&text.page, &place.key("page")),
            base: base.clone(),
            media: text.media.clone(),
            limits: self.limits(&text.limits, &place.key("limits")),
            formats: text.formats.unwrap_or(true),
            version_parameter: text.version_parameter.clone(),
            version_pattern: text.version_pattern.clone(),
            envelope: text.envelope.is_some(),
            handle: !text.default,
        }
    }

    fn lower_permissions(&mut self) {
        let Some((file, permissions)) = &self.documents.permissions else { return };
        for (key, text) in permissions {
            let (name, role) = match text {
                ShortOr::Short(name) => (name.clone(), false),
                ShortOr::Long(long) => (long.name.clone(), long.role),
            };
            let place = Place::file(*file).key(key);
            if !key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c)) {
                let help = "write the key that the docs name, in small letters with dots between, such as `org.read`";
                self.report.add(Rule::BadName, &place, Part::Key, format!("`{key}` is no key of a permission"), help);
            }
            if name.trim().is_empty() {
                let help = "write the name that the product shows";
                self.report.add(Rule::MissingDocs, &place, Part::Key, format!("`{key}` has no name"), help);
            }
            if let Some(gap) = gap(&name) {
                self.gap(gap, &place);
            }
            self.permissions.insert(key.clone(), Permission { key: key.clone(), name, role });
        }
    }
}
