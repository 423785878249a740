package org.nakhoda.apiserver.authn;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** An authenticated (or anonymous) caller, as Kubernetes describes one. */
public record UserInfo(String name, String uid, Set<String> groups, Map<String, List<String>> extra) {
    public static final String ANONYMOUS = "system:anonymous";
    public static final String GROUP_AUTHENTICATED = "system:authenticated";
    public static final String GROUP_UNAUTHENTICATED = "system:unauthenticated";
    /** May do anything, whatever RBAC says. */
    public static final String GROUP_MASTERS = "system:masters";

    public static final String GROUP_NODES = "system:nodes";
    public static final String GROUP_SERVICE_ACCOUNTS = "system:serviceaccounts";

    public static UserInfo anonymous() {
        return new UserInfo(ANONYMOUS, "", Set.of(GROUP_UNAUTHENTICATED), Map.of());
    }
}
