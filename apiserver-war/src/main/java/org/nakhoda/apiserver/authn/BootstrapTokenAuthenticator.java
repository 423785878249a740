package org.nakhoda.apiserver.authn;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.db.store.ClusterStore;

/**
 * Takes the caller from a bootstrap token, {@code ID.SECRET}, by which a machine that has no key yet is let in: a Secret of type
 * {@code bootstrap.kubernetes.io/token} says what it is good for, and until when.
 */
public final class BootstrapTokenAuthenticator implements Authenticator {
    private static final Pattern TOKEN = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");
    private static final Pattern GROUP =
            Pattern.compile("system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]");
    private static final String USER_PREFIX = "system:bootstrap:";
    private static final String BOOTSTRAPPERS = "system:bootstrappers";

    private final ClusterStore store;
    private final InstantSource clock;

    public BootstrapTokenAuthenticator(ClusterStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Optional<UserInfo> authenticate(Credentials credentials) {
        if (credentials.bearerToken() == null) {
            return Optional.empty();
        }
        Matcher token = TOKEN.matcher(credentials.bearerToken());
        if (!token.matches()) {
            return Optional.empty();
        }
        String id = token.group(1);
        BootstrapToken known = store.get(BootstrapToken.key(id))
                .flatMap(BootstrapToken::of)
                .orElseThrow(() -> refused("there is no bootstrap token " + id));
        boolean secret = MessageDigest.isEqual(
                known.text("token-secret").getBytes(StandardCharsets.UTF_8),
                token.group(2).getBytes(StandardCharsets.UTF_8));
        if (!secret || !known.text("token-id").equals(id)) {
            throw refused("the bootstrap token " + id + " has another secret");
        }
        if (known.expired(clock.instant())) {
            throw refused("the bootstrap token " + id + " has expired");
        }
        if (!known.text("usage-bootstrap-authentication").equals("true")) {
            throw refused("the bootstrap token " + id + " is not for authentication");
        }
        return Optional.of(new UserInfo(USER_PREFIX + id, "", groups(known), Map.of()));
    }

    private static Set<String> groups(BootstrapToken token) {
        Set<String> groups = new LinkedHashSet<>(Set.of(UserInfo.GROUP_AUTHENTICATED, BOOTSTRAPPERS));
        String extra = token.text("auth-extra-groups");
        if (!extra.isEmpty()) {
            for (String group : extra.split(",", -1)) {
                if (!GROUP.matcher(group).matches()) {
                    throw refused("a bootstrap token names the group \"" + group
                            + "\", but may only name those that begin with system:bootstrappers:");
                }
                groups.add(group);
            }
        }
        return groups;
    }

    private static ApiException refused(String why) {
        return ApiException.of(Reason.UNAUTHORIZED, why);
    }
}
