package org.nakhoda.apiserver.request;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes paths and queries (RFC 3986): whatever is not unreserved is escaped, blanks too. */
public final class PercentEncoding {
    private PercentEncoding() {}

    public static String uri(List<String> path, Map<String, List<String>> query) {
        return (path.isEmpty() ? "/" : path(path)) + query(query);
    }

    /** A slash before each segment; empty without segments. */
    public static String path(List<String> segments) {
        StringBuilder path = new StringBuilder();
        segments.forEach(segment -> path.append('/').append(encode(segment)));
        return path.toString();
    }

    /** With its question mark; empty without parameters. */
    public static String query(Map<String, List<String>> parameters) {
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, values) -> values.forEach(value -> query.append(query.length() == 0 ? '?' : '&')
                .append(encode(name))
                .append('=')
                .append(encode(value))));
        return query.toString();
    }

    /** The same URI, with the characters escaped that a client should have escaped; what is escaped stays as it is. */
    public static String repaired(String uri) {
        int question = uri.indexOf('?');
        StringBuilder legal = new StringBuilder(uri.length());
        for (int i = 0; i < uri.length(); ) {
            int character = uri.codePointAt(i);
            boolean inQuery = question >= 0 && i > question;
            if (character < 128 && (isLegal(character) || (inQuery && (character == '[' || character == ']')))) {
                legal.append((char) character);
            } else {
                legal.append(encode(Character.toString(character)));
            }
            i += Character.charCount(character);
        }
        return legal.toString();
    }

    private static boolean isLegal(int character) {
        return Character.isLetterOrDigit(character) || "-._~:/?@!$&'()*+,;=%".indexOf(character) >= 0;
    }

    /** The text with its escapes resolved; the text itself where they are cut short. */
    public static String decodedOrAsIs(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
