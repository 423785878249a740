package org.nakhoda.apiserver.authz;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authz.Authorizer.Attributes;
import org.nakhoda.apiserver.authz.ImpersonationMode.Account;

/** Lets a caller act as somebody else, if the authorizer allows that. */
public final class Impersonator {
    private static final String AUTHENTICATION = "authentication.k8s.io";

    private final Authorizer authorizer;

    public Impersonator(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /**
     * The user that the request acts as.
     *
     * @param wanted as it was asked for
     * @param request what the caller is about to do, with the caller as its user
     * @throws ApiException FORBIDDEN, telling what is missing for acting as that user without constraint
     */
    public UserInfo become(UserInfo wanted, Attributes request) {
        for (ImpersonationMode mode : ImpersonationMode.values()) {
            if (mode.constrained() && mode.suits(wanted, request.user())) {
                try {
                    return become(wanted, request, mode);
                } catch (ApiException refused) {
                    // a mode with fewer limits may allow it; the last one's refusal is the caller's
                }
            }
        }
        return become(wanted, request, ImpersonationMode.UNCONSTRAINED);
    }

    private UserInfo become(UserInfo wanted, Attributes request, ImpersonationMode mode) {
        if (mode.constrained()) {
            Refusal.unlessAllowed(authorizer, withVerb(request, mode.verbOn(request.verb())));
        }
        UserInfo caller = request.user();
        Set<String> groups = new LinkedHashSet<>(wanted.groups());
        requireName(wanted, caller, mode, groups);
        if (!wanted.uid().isEmpty()) {
            require(attributes(caller, mode, AUTHENTICATION, "uids", "", "", wanted.uid()));
        }
        requireGroups(wanted, caller, mode);
        requireExtra(wanted, caller, mode);
        if (wanted.name().equals(UserInfo.ANONYMOUS)) {
            groups.add(UserInfo.GROUP_UNAUTHENTICATED);
        } else if (!groups.contains(UserInfo.GROUP_UNAUTHENTICATED)) {
            groups.add(UserInfo.GROUP_AUTHENTICATED);
        }
        return new UserInfo(wanted.name(), wanted.uid(), Set.copyOf(groups), wanted.extra());
    }

    /** @param groups gets those that such a user always has */
    private void requireName(UserInfo wanted, UserInfo caller, ImpersonationMode mode, Set<String> groups) {
        String group = mode.constrained() ? AUTHENTICATION : "";
        var account = ImpersonationMode.serviceAccount(wanted.name());
        var node = ImpersonationMode.node(wanted.name());
        if (account.isPresent()) {
            Account known = account.get();
            if (wanted.groups().isEmpty()) {
                groups.addAll(List.of(
                        UserInfo.GROUP_SERVICE_ACCOUNTS, UserInfo.GROUP_SERVICE_ACCOUNTS + ":" + known.namespace()));
            }
            require(attributes(caller, mode, group, "serviceaccounts", "", known.namespace(), known.name()));
        } else if (mode.constrained() && node.isPresent()) {
            groups.add(UserInfo.GROUP_NODES);
            // whoever may be the node that it runs on may be so on any node
            String name = mode == ImpersonationMode.ASSOCIATED_NODE ? "*" : node.get();
            require(attributes(caller, mode, group, "nodes", "", "", name));
        } else {
            require(attributes(caller, mode, group, "users", "", "", wanted.name()));
        }
    }

    private void requireGroups(UserInfo wanted, UserInfo caller, ImpersonationMode mode) {
        for (String group : wanted.groups()) {
            Attributes asked =
                    attributes(caller, mode, mode.constrained() ? AUTHENTICATION : "", "groups", "", "", group);
            if (mode.constrained() && group.equals(UserInfo.GROUP_MASTERS)) {
                throw forbidden(asked, "impersonating the system:masters group is not allowed");
            }
            if (mode.constrained() && group.isEmpty()) {
                throw forbidden(asked, "impersonating the empty string group is not allowed");
            }
            require(asked);
        }
    }

    private void requireExtra(UserInfo wanted, UserInfo caller, ImpersonationMode mode) {
        wanted.extra().forEach((key, values) -> {
            List<String> all = new ArrayList<>(values);
            all.forEach(value -> {
                Attributes asked = attributes(caller, mode, AUTHENTICATION, "userextras", key, "", value);
                if (mode.constrained()
                        && (key.isEmpty() || value.isEmpty() || !key.equals(key.toLowerCase(Locale.ROOT)))) {
                    throw forbidden(asked, "impersonating an empty key or value in extra is not allowed");
                }
                require(asked);
            });
        });
    }

    private void require(Attributes asked) {
        Refusal.unlessAllowed(authorizer, asked);
    }

    private static ApiException forbidden(Attributes asked, String why) {
        return ApiException.forbidden(
                new GroupResource(asked.group(), asked.resource()), asked.name(), Refusal.reason(asked) + ": " + why);
    }

    private static Attributes attributes(
            UserInfo caller,
            ImpersonationMode mode,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name) {
        return new Attributes(caller, mode.verb(), group, "v1", resource, subresource, namespace, name, true, "");
    }

    private static Attributes withVerb(Attributes asked, String verb) {
        return new Attributes(
                asked.user(),
                verb,
                asked.group(),
                asked.version(),
                asked.resource(),
                asked.subresource(),
                asked.namespace(),
                asked.name(),
                asked.resourceRequest(),
                asked.path());
    }
}
