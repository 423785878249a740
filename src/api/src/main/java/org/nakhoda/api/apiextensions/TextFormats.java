package org.nakhoda.api.apiextensions;

import com.google.re2j.Pattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.nakhoda.api.validation.Addresses;
import org.nakhoda.api.validation.Names;

/** The values of {@code format} that Kubernetes knows of texts. A format that it does not know restricts nothing. */
final class TextFormats {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern TIME =
            Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?(z|[+-][0-9]{2}:[0-9]{2})");
    private static final Pattern NO_DIGIT = Pattern.compile("[^0-9]+");
    private static final Map<String, Predicate<String>> KNOWN = new HashMap<>();

    static {
        String hex = "[0-9a-fA-F]";
        String uuid = hex + "{8}-?" + hex + "{4}-?%s-?%s-?" + hex + "{12}";
        String any = hex + "{4}";
        String variant = "[89abAB]" + hex + "{3}";
        add("bsonobjectid", hex + "{24}");
        add("uuid", uuid.formatted(any, any));
        add("uuid3", uuid.formatted("3" + hex + "{3}", any));
        add("uuid4", uuid.formatted("4" + hex + "{3}", variant));
        add("uuid5", uuid.formatted("5" + hex + "{3}", variant));
        add("ssn", "[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}");
        add("hexcolor", "#?(" + hex + "{3}|" + hex + "{6})");
        String shade = "\\s*(0|[1-9][0-9]?|1[0-9][0-9]?|2[0-4][0-9]|25[0-5])\\s*";
        add("rgbcolor", "rgb\\(" + shade + "," + shade + "," + shade + "\\)");
        String digit = "[A-Za-z0-9+/]";
        add("byte", "(?:" + digit + "{4})*(?:" + digit + "{2}==|" + digit + "{3}=|" + digit + "{4})");
        add("email", "(?:[^<>@]*<[^\\s<>@]+@[^\\s<>@]+>|[^\\s<>@]+@[^\\s<>@]+)");
        String pair = hex + "{2}";
        add(
                "mac",
                pair + "(:" + pair + "){5}|" + pair + "(:" + pair + "){7}|" + pair + "(:" + pair + "){19}|" + pair
                        + "(-"
                        + pair + "){5}|" + pair + "(-" + pair + "){7}|" + pair + "(-" + pair + "){19}|" + any + "(\\."
                        + any + "){2}|" + any + "(\\." + any + "){3}|" + any + "(\\." + any + "){9}");
        String label = "[\\pL\\p{S}0-9](?:[\\pL\\p{S}0-9-]{0,61}[\\pL\\p{S}0-9])?";
        Pattern host = Pattern.compile(label + "(?:\\." + label + ")*");
        KNOWN.put("hostname", text -> text.length() <= 255 && host.matches(text));
        KNOWN.put("ipv4", Addresses::isIpv4);
        KNOWN.put("ipv6", text -> text.indexOf(':') >= 0 && Addresses.isIp(text));
        KNOWN.put("cidr", text -> text.indexOf('/') > 0 && Addresses.isCidr(text));
        KNOWN.put("uri", TextFormats::isUri);
        KNOWN.put("date", TextFormats::isDate);
        KNOWN.put("datetime", TextFormats::isDateTime);
        KNOWN.put("duration", TextFormats::isDuration);
        KNOWN.put("isbn10", TextFormats::isIsbn10);
        KNOWN.put("isbn13", TextFormats::isIsbn13);
        KNOWN.put("isbn", text -> isIsbn10(text) || isIsbn13(text));
        KNOWN.put("creditcard", TextFormats::isCreditCard);
        KNOWN.put("k8sshortname", text -> Names.label(text) == null);
        KNOWN.put("k8slongname", text -> Names.subdomain(text) == null);
    }

    private TextFormats() {}

    private static void add(String name, String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        KNOWN.put(name, compiled::matches);
    }

    /** Dashes in the name of a format do not count. */
    static boolean fits(String format, String text) {
        Predicate<String> known = KNOWN.get(format.indexOf('-') < 0 ? format : format.replace("-", ""));
        return known == null || known.test(text);
    }

    /** As a request line may have it: absolute, or a path. */
    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            return text.length() == 10 && LocalDate.parse(text, DATE) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isDateTime(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.length() > 11
                && lower.charAt(10) == 't'
                && isDate(lower.substring(0, 10))
                && TIME.matches(lower.substring(11));
    }

    private static boolean isDuration(String text) {
        try {
            return FormattedDuration.parse(text) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isIsbn10(String text) {
        String digits = text.replaceAll("[\\s-]+", "");
        if (!digits.matches("[0-9]{9}[0-9X]")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += (i + 1) * (digits.charAt(i) == 'X' ? 10 : digits.charAt(i) - '0');
        }
        return sum % 11 == 0;
    }

    private static boolean isIsbn13(String text) {
        String digits = text.replaceAll("[\\s-]+", "");
        if (!digits.matches("[0-9]{13}")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 13; i++) {
            sum += (i % 2 == 0 ? 1 : 3) * (digits.charAt(i) - '0');
        }
        return sum % 10 == 0;
    }

    private static final Pattern CARD =
            Pattern.compile("4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}"
                    + "|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35[0-9]{3})[0-9]{11}");

    /** With the last digit that the others ask for. */
    private static boolean isCreditCard(String text) {
        String digits = NO_DIGIT.matcher(text).replaceAll("");
        if (!CARD.matches(digits)) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
