package org.nakhoda.dist.masters;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.regex.Pattern;
import org.nakhoda.api.json.Json;
import org.nakhoda.dist.cluster.Failure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kubernetes' bootstrap token, {@code ID.SECRET}: what somebody shows who has no certificate yet. */
public record BootstrapToken(String id, String secret) {
    static final String NAMESPACE = "kube-system";
    static final String TYPE = "bootstrap.kubernetes.io/token";
    static final String NAME_PREFIX = "bootstrap-token-";
    /** Who may join as a master. */
    static final String GROUP = "system:bootstrappers:nakhoda:masters";

    private static final int ID_LENGTH = 6;
    private static final int SECRET_LENGTH = 16;
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final Pattern ID = Pattern.compile("[a-z0-9]{" + ID_LENGTH + "}");
    private static final Pattern FORM = Pattern.compile(ID + "\\.[a-z0-9]{" + SECRET_LENGTH + "}");
    private static final SecureRandom RANDOM = new SecureRandom();

    public static BootstrapToken random() {
        return new BootstrapToken(random(ID_LENGTH), random(SECRET_LENGTH));
    }

    public static BootstrapToken parse(String text) throws Failure {
        String token = text.strip();
        if (!FORM.matcher(token).matches()) {
            throw new Failure(
                    "--token has the wrong form: it is six characters, a dot and sixteen more, of a-z and 0-9;"
                            + " copy the whole command that `nakhoda token` prints");
        }
        return new BootstrapToken(token.substring(0, ID_LENGTH), token.substring(ID_LENGTH + 1));
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    private static String random(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** The Secret that makes this token valid, for joining as a master and nothing else. */
    JsonNode asSecret(Instant expiration, String description) {
        ObjectNode secret = Json.object();
        secret.put("apiVersion", "v1").put("kind", "Secret").put("type", TYPE);
        secret.putObject("metadata").put("name", NAME_PREFIX + id).put("namespace", NAMESPACE);
        ObjectNode data = secret.putObject("data");
        put(data, "token-id", id);
        put(data, "token-secret", this.secret);
        put(data, "usage-bootstrap-authentication", "true");
        put(data, "auth-extra-groups", GROUP);
        put(data, "expiration", expiration.truncatedTo(ChronoUnit.SECONDS).toString());
        put(data, "description", description);
        return secret;
    }

    private static void put(ObjectNode data, String key, String value) {
        data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return id + "." + secret;
    }
}
