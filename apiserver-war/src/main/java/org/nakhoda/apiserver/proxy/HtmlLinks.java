package org.nakhoda.apiserver.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moves the addresses in an HTML page below the path by which the page's server is reached, so that a browser that shows the
 * page finds what the page refers to. Takes the page piece by piece, and keeps back no more than the tag that it is in; what it
 * does not understand it leaves as it is.
 */
final class HtmlLinks {
    /** A longer tag is no tag. */
    private static final int LONGEST_TAG = 64 * 1024;

    private static final Set<String> RAW_TEXT =
            Set.of("script", "style", "textarea", "title", "xmp", "iframe", "noembed");

    /** Attributes that are addresses, by element (HTML 4 and 5). */
    private static final Map<String, Set<String>> ADDRESSES = Map.ofEntries(
            Map.entry("a", Set.of("href")),
            Map.entry("applet", Set.of("codebase")),
            Map.entry("area", Set.of("href")),
            Map.entry("audio", Set.of("src")),
            Map.entry("base", Set.of("href")),
            Map.entry("blockquote", Set.of("cite")),
            Map.entry("body", Set.of("background")),
            Map.entry("button", Set.of("formaction")),
            Map.entry("del", Set.of("cite")),
            Map.entry("embed", Set.of("src")),
            Map.entry("form", Set.of("action")),
            Map.entry("frame", Set.of("longdesc", "src")),
            Map.entry("head", Set.of("profile")),
            Map.entry("html", Set.of("manifest")),
            Map.entry("iframe", Set.of("longdesc", "src")),
            Map.entry("img", Set.of("longdesc", "src", "usemap")),
            Map.entry("input", Set.of("src", "usemap", "formaction")),
            Map.entry("ins", Set.of("cite")),
            Map.entry("link", Set.of("href")),
            Map.entry("object", Set.of("classid", "codebase", "data", "usemap")),
            Map.entry("q", Set.of("cite")),
            Map.entry("script", Set.of("src")),
            Map.entry("source", Set.of("src")),
            Map.entry("video", Set.of("poster", "src")));

    private static final Pattern NAME = Pattern.compile("<([a-zA-Z][^\\s/>]*)");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("([^\\s\"'>/=]+)(\\s*=\\s*)(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]+))");

    /** What the next byte belongs to. */
    private enum Place {
        TEXT,
        TAG,
        COMMENT,
        RAW_TEXT
    }

    private final MovedLinks links;
    private final ByteArrayOutputStream tag = new ByteArrayOutputStream();
    private ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Place place = Place.TEXT;
    private byte quote;
    /** How the text that is passed over ends. */
    private String end = "";

    private int matched;

    HtmlLinks(MovedLinks links) {
        this.links = links;
    }

    /** What is known of the page after another piece of it; may be empty. */
    byte[] next(byte[] piece, int length) {
        for (int i = 0; i < length; i++) {
            take(piece[i]);
        }
        return taken();
    }

    /** The rest of the page, after its last piece. */
    byte[] end() {
        out.writeBytes(tag.toByteArray());
        tag.reset();
        return taken();
    }

    private byte[] taken() {
        byte[] result = out.toByteArray();
        out = new ByteArrayOutputStream(Math.max(32, result.length));
        return result;
    }

    private void take(byte b) {
        switch (place) {
            case TEXT -> {
                if (b == '<') {
                    place = Place.TAG;
                    quote = 0;
                    tag.write(b);
                } else {
                    out.write(b);
                }
            }
            case TAG -> inTag(b);
            case COMMENT, RAW_TEXT -> {
                out.write(b);
                pass(b);
            }
        }
    }

    private void inTag(byte b) {
        tag.write(b);
        int size = tag.size();
        if (size == 4 && tag.toString(StandardCharsets.ISO_8859_1).equals("<!--")) {
            passUntil(Place.COMMENT, "-->");
        } else if (size == 2 && !startsTag(b) || size > LONGEST_TAG) {
            leaveTag(Place.TEXT);
        } else if (quote != 0) {
            quote = b == quote ? 0 : quote;
        } else if (b == '"' || b == '\'') {
            quote = b;
        } else if (b == '>') {
            endTag();
        }
    }

    private static boolean startsTag(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '/' || b == '!' || b == '?';
    }

    private void leaveTag(Place next) {
        out.writeBytes(tag.toByteArray());
        tag.reset();
        place = next;
    }

    private void passUntil(Place next, String ending) {
        leaveTag(next);
        end = ending;
        matched = 0;
    }

    /** Looks for the end without regard to case; only its first character can begin it anew. */
    private void pass(byte b) {
        char lower = (char) (b >= 'A' && b <= 'Z' ? b + 32 : b & 0xFF);
        if (lower == end.charAt(matched)) {
            matched++;
        } else if (end.equals("-->") && lower == '-') {
            matched = 2;
        } else {
            matched = lower == end.charAt(0) ? 1 : 0;
        }
        if (matched == end.length()) {
            place = Place.TEXT;
        }
    }

    private void endTag() {
        String text = tag.toString(StandardCharsets.ISO_8859_1);
        Matcher name = NAME.matcher(text);
        if (!name.lookingAt()) {
            leaveTag(Place.TEXT);
            return;
        }
        String element = name.group(1).toLowerCase(Locale.ROOT);
        Set<String> addresses = ADDRESSES.getOrDefault(element, Set.of());
        if (!addresses.isEmpty()) {
            tag.reset();
            tag.writeBytes(moved(text, name.end(), addresses).getBytes(StandardCharsets.ISO_8859_1));
        }
        if (RAW_TEXT.contains(element) && !text.endsWith("/>")) {
            passUntil(Place.RAW_TEXT, "</" + element);
        } else {
            leaveTag(Place.TEXT);
        }
    }

    private String moved(String text, int from, Set<String> addresses) {
        StringBuilder moved = new StringBuilder(text.length() + 64);
        int done = 0;
        Matcher attribute = ATTRIBUTE.matcher(text);
        for (int at = from; attribute.find(at); at = attribute.end()) {
            if (addresses.contains(attribute.group(1).toLowerCase(Locale.ROOT))) {
                int group = attribute.group(3) != null ? 3 : attribute.group(4) != null ? 4 : 5;
                moved.append(text, done, attribute.start(group)).append(links.moved(attribute.group(group)));
                done = attribute.end(group);
            }
        }
        return moved.append(text, done, text.length()).toString();
    }
}
