package org.nakhoda.api.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What an unquoted YAML scalar means. */
final class YamlScalars {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUES =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSES =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,9})?");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final Pattern OCTAL = Pattern.compile("[-+]?0o?[0-7]+");
    private static final Pattern HEXADECIMAL = Pattern.compile("[-+]?0[xX][0-9a-fA-F]+");
    private static final Pattern BINARY = Pattern.compile("[-+]?0[bB][01]+");
    private static final int LONGEST_NUMBER = 400;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private YamlScalars() {}

    /**
     * @throws YamlException for infinities and NaN, which JSON does not have
     */
    static JsonNode plain(String text) {
        if (NULLS.contains(text)) {
            return NODES.nullNode();
        }
        if (TRUES.contains(text)) {
            return NODES.booleanNode(true);
        }
        if (FALSES.contains(text)) {
            return NODES.booleanNode(false);
        }
        char first = text.charAt(0);
        boolean number = first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.';
        return number && text.length() <= LONGEST_NUMBER ? numberOrText(text) : NODES.stringNode(text);
    }

    /** Whether a string that is written without quotes reads back as itself. */
    static boolean isPlainString(String text) {
        return !NULLS.contains(text)
                && !NOT_FINITE.matcher(text).matches()
                && !text.equals("<<")
                && !text.equals("=")
                && plain(text).isString();
    }

    private static JsonNode numberOrText(String text) {
        if (NOT_FINITE.matcher(text).matches()) {
            throw new YamlException(text + " has no JSON equivalent; write it in quotes if it is meant as text");
        }
        String digits = text.replace("_", "");
        if (DECIMAL.matcher(digits).matches()) {
            return integer(digits, 0, 10);
        }
        if (OCTAL.matcher(digits).matches()) {
            return integer(digits, digits.indexOf('o') >= 0 ? 2 : 1, 8);
        }
        if (HEXADECIMAL.matcher(digits).matches()) {
            return integer(digits, 2, 16);
        }
        if (BINARY.matcher(digits).matches()) {
            return integer(digits, 2, 2);
        }
        return FLOAT.matcher(text).matches() ? decimal(new BigDecimal(text)) : NODES.stringNode(text);
    }

    /** Without a needless fraction or exponent, so that {@code 1e3} and {@code 2.0} can be read as integers. */
    private static JsonNode decimal(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() <= 0 && stripped.scale() > -21
                ? integer(stripped.toPlainString(), 0, 10)
                : NODES.numberNode(stripped);
    }

    private static JsonNode integer(String text, int prefix, int radix) {
        boolean sign = text.charAt(0) == '-' || text.charAt(0) == '+';
        BigInteger value = new BigInteger(text.substring((sign ? 1 : 0) + prefix), radix);
        value = text.charAt(0) == '-' ? value.negate() : value;
        if (value.bitLength() < Integer.SIZE) {
            return NODES.numberNode(value.intValue());
        }
        return value.bitLength() < Long.SIZE ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
    }

    /** A scalar with one of YAML's own tags. */
    static JsonNode tagged(String tag, String text) {
        return switch (tag) {
            case "tag:yaml.org,2002:str", "!" -> NODES.stringNode(text);
            case "tag:yaml.org,2002:binary" -> NODES.stringNode(decoded(text));
            case "tag:yaml.org,2002:null",
                    "tag:yaml.org,2002:bool",
                    "tag:yaml.org,2002:int",
                    "tag:yaml.org,2002:float",
                    "tag:yaml.org,2002:timestamp" -> plain(text);
            default -> throw new YamlException("the tag " + tag + " has no JSON equivalent");
        };
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new YamlException("the value of a !!binary tag is not base64: " + e.getMessage());
        }
    }
}
