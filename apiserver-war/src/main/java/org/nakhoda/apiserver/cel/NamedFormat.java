package org.nakhoda.apiserver.cel;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.nakhoda.api.validation.Names;

/**
 * A format that expressions know by its name.
 *
 * @param patternLength of the pattern that a text is charged for, see {@link CallCharges}
 * @param fault says what is wrong with a text, null if nothing is
 */
record NamedFormat(String name, int patternLength, Function<String, String> fault) {
    static final Map<String, NamedFormat> ALL = new LinkedHashMap<>();

    static {
        add("dns1123Label", 30, Names::label);
        add("dns1123Subdomain", 60, Names::subdomain);
        add("dns1035Label", 30, Names::dns1035Label);
        add("qualifiedName", 60, Names::qualified);
        add("labelValue", 40, Names::labelValue);
        add("dns1123LabelPrefix", 30, text -> Names.label(withoutDash(text)));
        add("dns1123SubdomainPrefix", 60, text -> Names.subdomain(withoutDash(text)));
        add("dns1035LabelPrefix", 30, text -> Names.dns1035Label(withoutDash(text)));
        add("uri", 1000, parsed("uri", NamedFormat::uri));
        add(
                "uuid",
                40,
                text -> text.matches("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
                        ? null
                        : "does not match the UUID format");
        add("byte", 1000, parsed("base64", text -> Base64.getDecoder().decode(text)));
        add("date", 1000, parsed("date", LocalDate::parse));
        add("datetime", 1000, parsed("datetime", OffsetDateTime::parse));
    }

    private static void add(String name, int patternLength, Function<String, String> fault) {
        ALL.put(name, new NamedFormat(name, patternLength, fault));
    }

    /** What a name generator would add to is a valid beginning of a name. */
    private static String withoutDash(String prefix) {
        return prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 1) + "a" : prefix;
    }

    private static void uri(String text) {
        try {
            URI uri = new URI(text);
            if (!uri.isAbsolute() && !text.startsWith("/")) {
                throw new IllegalArgumentException(text);
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static Function<String, String> parsed(String what, Consumer<String> parser) {
        return text -> {
            try {
                parser.accept(text);
                return null;
            } catch (RuntimeException e) {
                return "invalid " + what;
            }
        };
    }

    /** Empty if the text has the format, else what is wrong. */
    Optional<List<String>> validate(String text) {
        return Optional.ofNullable(fault.apply(text)).map(List::of);
    }

    @Override
    public String toString() {
        return name;
    }
}
