package org.nakhoda.api.apiextensions;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Optional;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;

/**
 * A path that leads somewhere in a schema: {@code .spec.name}, {@code ['a.b']}; fields of objects and entries of maps only.
 *
 * @param text as faults name it, without a leading dot
 */
public record SchemaPath(String text) {
    private static final Pattern STEP = Pattern.compile("\\.([^.\\[\\]]+)|\\['((?:[^'\\\\]|\\\\.)*)'\\]");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");
    private static final String ESCAPES = "abfnrtv'\\";
    private static final String MEANT = "\u0007\b\f\n\r\t\u000B'\\";

    /** Empty if it leads nowhere. */
    public static Optional<SchemaPath> parse(String text, JsonNode schema) {
        Matcher step = STEP.matcher(text);
        FieldPath path = FieldPath.ROOT;
        JsonNode here = schema;
        int end = 0;
        while (end < text.length()) {
            if (!step.find(end) || step.start() != end) {
                return Optional.empty();
            }
            String name = step.group(1) != null ? step.group(1) : unescaped(step.group(2));
            if (name == null) {
                return Optional.empty();
            }
            boolean object = here.path("properties").isObject();
            here = object ? here.path("properties").path(name) : here.path("additionalProperties");
            if (!here.isObject()) {
                return Optional.empty();
            }
            path = object ? path.child(name) : path.key(name);
            end = step.end();
        }
        return Optional.of(new SchemaPath(path.toString()));
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        Matcher escaped = ESCAPED.matcher(text);
        int end = 0;
        while (escaped.find(end)) {
            int known = ESCAPES.indexOf(escaped.group(1));
            if (known < 0) {
                return null;
            }
            out.append(text.substring(end, escaped.start())).append(MEANT.charAt(known));
            end = escaped.end();
        }
        return out.append(text, end, text.length()).toString();
    }
}
