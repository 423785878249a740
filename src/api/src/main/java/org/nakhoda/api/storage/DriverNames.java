package org.nakhoda.api.storage;

import java.util.Locale;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;

/** Names of CSI drivers: DNS subdomains of at most 63 characters, whatever their case. */
public final class DriverNames {
    private static final int MOST_CHARACTERS = 63;

    private DriverNames() {}

    /** Null if {@code name} is good, else what it must be. */
    public static String fault(String name) {
        return name.length() > MOST_CHARACTERS
                ? "must be no more than " + MOST_CHARACTERS + " characters"
                : Names.subdomain(name.toLowerCase(Locale.ROOT));
    }

    /** Absent or empty is a fault. */
    public static void required(JsonNode parent, String field, FieldPath path, FieldErrors errors) {
        if (Values.required(parent, field, path, errors)) {
            String fault = fault(Tree.text(parent, field));
            if (fault != null) {
                errors.invalid(path.child(field), parent.path(field), fault);
            }
        }
    }
}
