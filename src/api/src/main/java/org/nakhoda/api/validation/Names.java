package org.nakhoda.api.validation;

/**
 * Kubernetes' rules for names. Each check answers null if the text is good, else what it must be. Hand-written scans:
 * these run on every write.
 */
public final class Names {
    public static final int SUBDOMAIN_LENGTH = 253;
    public static final int LABEL_LENGTH = 63;

    private static final String SUBDOMAIN_RULE = "must be a lowercase RFC 1123 subdomain: lower case letters, digits, "
            + "'-' or '.', starting and ending with a letter or digit (e.g. 'example.com')";
    private static final String LABEL_RULE = "must be a lowercase RFC 1123 label: lower case letters, digits or '-', "
            + "starting and ending with a letter or digit (e.g. 'my-name' or '123-abc')";
    private static final String DNS1035_RULE = "must be an RFC 1035 label: lower case letters, digits or '-', starting "
            + "with a letter and ending with a letter or digit (e.g. 'my-name' or 'abc-123')";
    private static final String QUALIFIED_RULE = "must be a qualified name: letters, digits, '-', '_' or '.', starting "
            + "and ending with a letter or digit, with an optional DNS subdomain prefix and '/' "
            + "(e.g. 'MyName' or 'example.com/MyName')";
    private static final String LABEL_VALUE_RULE = "must be a label value: empty, or letters, digits, '-', '_' or '.', "
            + "starting and ending with a letter or digit (e.g. 'MyValue' or '12345')";

    private Names() {}

    /** A rule for a name. */
    @FunctionalInterface
    public interface Rule {
        /** Null if {@code name} is good, else what it must be. */
        String fault(String name);
    }

    public static String subdomain(String name) {
        if (name.length() > SUBDOMAIN_LENGTH) {
            return "must be no more than " + SUBDOMAIN_LENGTH + " characters";
        }
        return isSubdomain(name) ? null : SUBDOMAIN_RULE;
    }

    public static String label(String name) {
        if (name.length() > LABEL_LENGTH) {
            return "must be no more than " + LABEL_LENGTH + " characters";
        }
        return isLabel(name, 0, name.length()) ? null : LABEL_RULE;
    }

    /** Names of Services. */
    public static String dns1035Label(String name) {
        if (name.length() > LABEL_LENGTH) {
            return "must be no more than " + LABEL_LENGTH + " characters";
        }
        boolean good = isLabel(name, 0, name.length()) && isLower(name.charAt(0));
        return good ? null : DNS1035_RULE;
    }

    /** Names that only must fit into a URL's path: RBAC's roles and bindings. */
    public static String pathSegment(String name) {
        if (name.equals(".") || name.equals("..")) {
            return "may not be '" + name + "'";
        }
        return name.indexOf('/') >= 0 || name.indexOf('%') >= 0 ? "may not contain '/' or '%'" : null;
    }

    /** Keys of labels, annotations, resources, finalizers: a name with an optional DNS subdomain prefix. */
    public static String qualified(String name) {
        int slash = name.indexOf('/');
        String plain = name;
        if (slash >= 0) {
            String prefix = name.substring(0, slash);
            plain = name.substring(slash + 1);
            if (prefix.isEmpty()) {
                return "prefix part must be non-empty";
            }
            String fault = subdomain(prefix);
            if (fault != null) {
                return "prefix part " + fault;
            }
        }
        if (plain.isEmpty()) {
            return "name part must be non-empty";
        }
        if (plain.length() > LABEL_LENGTH) {
            return "name part must be no more than " + LABEL_LENGTH + " characters";
        }
        return isQualifiedPart(plain) ? null : QUALIFIED_RULE;
    }

    public static String labelValue(String value) {
        if (value.length() > LABEL_LENGTH) {
            return "must be no more than " + LABEL_LENGTH + " characters";
        }
        return value.isEmpty() || isQualifiedPart(value) ? null : LABEL_VALUE_RULE;
    }

    /** Keys of ConfigMaps and Secrets, which become file names. */
    public static String configKey(String key) {
        if (key.length() > SUBDOMAIN_LENGTH) {
            return "must be no more than " + SUBDOMAIN_LENGTH + " characters";
        }
        if (key.isEmpty() || key.equals(".") || key.equals("..") || key.startsWith("..")) {
            return "may not be empty, '.', or start with '..'";
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (!isAlphanumeric(c) && c != '-' && c != '_' && c != '.') {
                return "must consist of letters, digits, '-', '_' or '.' (e.g. 'key.name', 'KEY_NAME' or 'key-name')";
            }
        }
        return null;
    }

    /** Names of environment variables: any printable ASCII but '='. */
    public static String envVar(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < 0x20 || c > 0x7e || c == '=') {
                return "must consist of printable ASCII characters other than '='";
            }
        }
        return null;
    }

    /** Names of ports: an RFC 6335 service name of at most 15 characters. */
    public static String portName(String name) {
        if (name.length() > 15) {
            return "must be no more than 15 characters";
        }
        boolean letter = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean hyphen = c == '-';
            if (!isLower(c) && !isDigit(c) && !hyphen) {
                return "must contain only lower case letters, digits and '-'";
            }
            if (hyphen && (i == 0 || i == name.length() - 1 || name.charAt(i - 1) == '-')) {
                return "must not begin or end with '-' or contain '--'";
            }
            letter |= isLower(c);
        }
        return letter ? null : "must contain at least one letter (a-z)";
    }

    private static boolean isSubdomain(String name) {
        int start = 0;
        while (true) {
            int dot = name.indexOf('.', start);
            int end = dot < 0 ? name.length() : dot;
            if (!isLabel(name, start, end)) {
                return false;
            }
            if (dot < 0) {
                return true;
            }
            start = dot + 1;
        }
    }

    private static boolean isLabel(String name, int start, int end) {
        if (start >= end || name.charAt(start) == '-' || name.charAt(end - 1) == '-') {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = name.charAt(i);
            if (!isLower(c) && !isDigit(c) && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isQualifiedPart(String text) {
        if (!isAlphanumeric(text.charAt(0)) || !isAlphanumeric(text.charAt(text.length() - 1))) {
            return false;
        }
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c) && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAlphanumeric(char c) {
        return isLower(c) || isDigit(c) || c >= 'A' && c <= 'Z';
    }
}
