package org.nakhoda.apiserver.authn;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nakhoda.api.status.ApiException;

/**
 * How the API server, as an authenticating front proxy, tells a server that extends the API whom it acts for (Kubernetes'
 * request-header authentication). The other side believes the headers because they come with the front proxy's client
 * certificate; whatever a caller wrote into headers of these names is therefore never passed on.
 */
public final class FrontProxyHeaders {
    /** The common name of the front proxy's client certificate. */
    public static final String COMMON_NAME = "front-proxy-client";

    public static final String USER = "X-Remote-User";
    public static final String UID = "X-Remote-Uid";
    public static final String GROUP = "X-Remote-Group";
    public static final String EXTRA_PREFIX = "X-Remote-Extra-";

    private static final String ANY = "x-remote-";
    private static final String TOKEN_MARKS = "!#$&'*+-.^_`|~";

    /** One header; a name may come several times. */
    public record Header(String name, String value) {}

    private FrontProxyHeaders() {}

    /** Whether a caller's header could be taken for one of the front proxy's. */
    public static boolean claimed(String headerName) {
        return headerName.toLowerCase(Locale.ROOT).startsWith(ANY);
    }

    /**
     * @throws ApiException BAD_REQUEST if the caller's name, or anything else that is said of it, would arrive as something
     *     else: a header keeps neither blanks at its ends nor letters outside ASCII
     */
    public static List<Header> of(UserInfo caller) {
        List<Header> headers = new ArrayList<>();
        headers.add(header(USER, caller.name()));
        if (!caller.uid().isEmpty()) {
            headers.add(header(UID, caller.uid()));
        }
        caller.groups().stream().sorted().forEach(group -> headers.add(header(GROUP, group)));
        for (Map.Entry<String, List<String>> extra : caller.extra().entrySet()) {
            String name = EXTRA_PREFIX + escaped(extra.getKey());
            extra.getValue().forEach(value -> headers.add(header(name, value)));
        }
        return headers;
    }

    private static Header header(String name, String value) {
        boolean kept = value.strip().equals(value) && value.chars().allMatch(c -> c >= ' ' && c <= '~');
        if (!kept) {
            throw ApiException.badRequest("the server that serves this API cannot be told who calls: \"" + value
                    + "\" does not fit into the header " + name);
        }
        return new Header(name, value);
    }

    /** Percent-encodes what no header's name may contain, and the percent sign. */
    private static String escaped(String key) {
        StringBuilder name = new StringBuilder();
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || TOKEN_MARKS.indexOf(b) >= 0;
            if (plain) {
                name.append((char) b);
            } else {
                name.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return name.toString();
    }
}
