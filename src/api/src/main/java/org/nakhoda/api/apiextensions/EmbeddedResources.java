package org.nakhoda.api.apiextensions;

import java.util.Locale;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.MetadataValidation;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects inside an object ({@code x-kubernetes-embedded-resource}): they say what they are, and have sound metadata. */
final class EmbeddedResources {
    private EmbeddedResources() {}

    static void judge(ObjectNode object, FieldPath path, FieldErrors errors) {
        String version = Tree.text(object, "apiVersion");
        if (version.isEmpty()) {
            errors.required(path.child("apiVersion"), "must not be empty");
        } else if (version.chars().filter(c -> c == '/').count() > 1) {
            errors.invalid(path.child("apiVersion"), version, "unexpected GroupVersion string: " + version);
        }
        String kind = Tree.text(object, "kind");
        if (kind.isEmpty()) {
            errors.required(path.child("kind"), "must not be empty");
        } else {
            String fault = Names.dns1035Label(kind.toLowerCase(Locale.ROOT));
            if (fault != null) {
                errors.invalid(path.child("kind"), kind, "may have mixed case, but should otherwise match: " + fault);
            }
        }
        JsonNode metadata = object.path("metadata");
        FieldPath place = path.child("metadata");
        String name = Tree.text(metadata, "name");
        String fault = name.isEmpty() ? null : Names.pathSegment(name);
        if (fault != null) {
            errors.invalid(place.child("name"), name, fault);
        }
        MetadataValidation.labels(metadata.path("labels"), place.child("labels"), errors);
    }
}
