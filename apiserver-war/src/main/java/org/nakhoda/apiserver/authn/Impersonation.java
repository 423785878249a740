package org.nakhoda.apiserver.authn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.request.PercentEncoding;

/**
 * Whom a caller wants to act as ({@code kubectl --as}), read from the headers that say so. Whether the caller may is not
 * decided here. The headers reach nobody else: what lies behind sees the user that a request acts as, and not how it came to be.
 */
public final class Impersonation {
    private static final String ANY = "impersonate-";
    private static final String USER = "impersonate-user";
    private static final String UID = "impersonate-uid";
    private static final String GROUP = "impersonate-group";
    private static final String EXTRA_PREFIX = "impersonate-extra-";

    private Impersonation() {}

    /** Whether a header is one of those. Asked for every header of every request. */
    public static boolean claimed(String headerName) {
        return headerName.regionMatches(true, 0, ANY, 0, ANY.length());
    }

    /**
     * @param headers those that are {@link #claimed}, by name; a group may have a comma, so that values stay apart
     * @return as it is asked for, nothing added; null if nobody is to be impersonated
     * @throws ApiException BAD_REQUEST if there is anything but a name
     */
    public static UserInfo wanted(Map<String, List<String>> headers) {
        String name = "";
        String uid = "";
        Set<String> groups = new LinkedHashSet<>();
        Map<String, List<String>> extra = new LinkedHashMap<>();
        boolean more = false;
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            String key = header.getKey().toLowerCase(Locale.ROOT);
            if (key.equals(USER)) {
                name = first(header.getValue());
            } else if (key.equals(UID)) {
                uid = first(header.getValue());
                more |= !uid.isEmpty();
            } else if (key.equals(GROUP)) {
                groups.addAll(header.getValue());
                more = true;
            } else if (key.startsWith(EXTRA_PREFIX)) {
                extra.computeIfAbsent(
                                PercentEncoding.decodedOrAsIs(key.substring(EXTRA_PREFIX.length())),
                                k -> new ArrayList<>())
                        .addAll(header.getValue());
                more = true;
            }
        }
        if (!name.isEmpty()) {
            return new UserInfo(name, uid, groups, extra);
        }
        if (more) {
            throw ApiException.badRequest(
                    "requested a uid, groups or extra values to act as, without impersonating a user name");
        }
        return null;
    }

    private static String first(List<String> values) {
        return values.isEmpty() ? "" : values.get(0);
    }
}
