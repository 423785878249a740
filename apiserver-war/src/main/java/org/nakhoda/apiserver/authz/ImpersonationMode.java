package org.nakhoda.apiserver.authz;

import java.util.List;
import java.util.Optional;
import org.nakhoda.apiserver.authn.UserInfo;

/**
 * The ways in which a caller may be allowed to act as somebody else (Kubernetes' constrained impersonation, KEP 5284, and the
 * verb {@code impersonate}, which is older and knows no limits). A constrained one asks two permissions: to be that user,
 * {@code impersonate:MODE}, and to do as that user what the request does, {@code impersonate-on:MODE:VERB}. In the order in
 * which they are tried.
 */
enum ImpersonationMode {
    ASSOCIATED_NODE("associated-node") {
        @Override
        boolean suits(UserInfo wanted, UserInfo caller) {
            return nothingButName(wanted)
                    && serviceAccount(caller.name()).isPresent()
                    && node(wanted.name())
                            .filter(name -> List.of(name).equals(caller.extra().get(NODE_NAME)))
                            .isPresent();
        }
    },
    ARBITRARY_NODE("arbitrary-node") {
        @Override
        boolean suits(UserInfo wanted, UserInfo caller) {
            return nothingButName(wanted) && node(wanted.name()).isPresent();
        }
    },
    SERVICE_ACCOUNT("serviceaccount") {
        @Override
        boolean suits(UserInfo wanted, UserInfo caller) {
            return nothingButName(wanted) && serviceAccount(wanted.name()).isPresent();
        }
    },
    USER_INFO("user-info") {
        @Override
        boolean suits(UserInfo wanted, UserInfo caller) {
            return node(wanted.name()).isEmpty()
                    && serviceAccount(wanted.name()).isEmpty();
        }
    },
    UNCONSTRAINED("") {
        @Override
        boolean suits(UserInfo wanted, UserInfo caller) {
            return true;
        }
    };

    private static final String NODE_NAME = "authentication.kubernetes.io/node-name";
    private static final String NODE_USER = "system:node:";
    private static final String ACCOUNT_USER = "system:serviceaccount:";
    private static final String DNS_SUBDOMAIN = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private static final String DNS_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

    private final String name;

    ImpersonationMode(String name) {
        this.name = name;
    }

    /** Whether this mode is about such users at all. */
    abstract boolean suits(UserInfo wanted, UserInfo caller);

    boolean constrained() {
        return this != UNCONSTRAINED;
    }

    /** What the caller must be allowed to do to the user that it wants to be. */
    String verb() {
        return constrained() ? "impersonate:" + name : "impersonate";
    }

    /** What the caller must be allowed to do to what the request is about. */
    String verbOn(String verb) {
        return "impersonate-on:" + name + ":" + verb;
    }

    private static boolean nothingButName(UserInfo wanted) {
        return wanted.uid().isEmpty()
                && wanted.groups().isEmpty()
                && wanted.extra().isEmpty();
    }

    /** The node whose agent has this user name. */
    static Optional<String> node(String user) {
        return user.startsWith(NODE_USER)
                ? Optional.of(user.substring(NODE_USER.length()))
                        .filter(name -> name.length() <= 253 && name.matches(DNS_SUBDOMAIN))
                : Optional.empty();
    }

    /** A service account's place. */
    record Account(String namespace, String name) {}

    /** The service account that has this user name. */
    static Optional<Account> serviceAccount(String user) {
        if (!user.startsWith(ACCOUNT_USER)) {
            return Optional.empty();
        }
        String[] parts = user.substring(ACCOUNT_USER.length()).split(":", -1);
        return parts.length == 2
                        && parts[0].length() <= 63
                        && parts[0].matches(DNS_LABEL)
                        && parts[1].length() <= 253
                        && parts[1].matches(DNS_SUBDOMAIN)
                ? Optional.of(new Account(parts[0], parts[1]))
                : Optional.empty();
    }
}
