package org.nakhoda.apiserver.registry;

import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Cause;
import org.nakhoda.apiserver.request.ApiRequest;

/** What a field manager is called: what the request says, else what the client calls itself. */
final class ManagerName {
    private static final int MAX_LENGTH = 128;
    private static final String UNKNOWN = "unknown";

    private ManagerName() {}

    static String of(Call call) {
        String stated = call.options().fieldManager();
        return stated.isEmpty() ? ofClient(call.request().headers().get("user-agent")) : stated;
    }

    /** A client's name is what stands before its version: {@code kubectl/v1.33.0 (linux/amd64) ...}. */
    private static String ofClient(String userAgent) {
        if (userAgent == null) {
            return UNKNOWN;
        }
        int slash = userAgent.indexOf('/');
        StringBuilder name = new StringBuilder();
        userAgent
                .substring(0, slash < 0 ? userAgent.length() : slash)
                .codePoints()
                .filter(ManagerName::isPrintable)
                .limit(MAX_LENGTH)
                .forEach(name::appendCodePoint);
        return name.isEmpty() ? UNKNOWN : name.toString();
    }

    /**
     * @throws ApiException INVALID if a name is too long or cannot be shown
     */
    static String checked(ApiRequest request, String name) {
        if (name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_LENGTH) {
            throw invalid(
                    request,
                    "FieldValueTooLong",
                    "fieldManager",
                    "Too long: may not be more than " + MAX_LENGTH + " bytes");
        }
        if (!name.codePoints().allMatch(ManagerName::isPrintable)) {
            throw invalid(
                    request,
                    "FieldValueInvalid",
                    "fieldManager",
                    "Invalid value: \"" + name + "\": should only contain printable characters");
        }
        return name;
    }

    static ApiException invalid(ApiRequest request, String reason, String field, String message) {
        return WriteOptions.invalid(request, new Cause(reason, message, field));
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }
}
