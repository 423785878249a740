package org.nakhoda.apiserver.authz;

import java.util.Optional;
import org.nakhoda.apiserver.authn.UserInfo;

/** Which node's agent a caller is: a user {@code system:node:NAME} of the group {@code system:nodes}. */
public final class NodeIdentity {
    private static final String USER = "system:node:";

    private NodeIdentity() {}

    public static Optional<String> of(UserInfo user) {
        return user.name().startsWith(USER) && user.groups().contains(UserInfo.GROUP_NODES)
                ? Optional.of(user.name().substring(USER.length()))
                : Optional.empty();
    }
}
