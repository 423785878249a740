package org.nakhoda.dist.masters;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nakhoda.dist.cluster.Failure;
import tools.jackson.databind.JsonNode;

/** The tokens by which machines join, as Secrets of a running cluster. */
public final class Tokens {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SECRETS = "/api/v1/namespaces/" + BootstrapToken.NAMESPACE + "/secrets";
    private static final Pattern LIFETIME =
            Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

    private final ApiCalls api;
    private final Clock clock;

    public Tokens(URI server, Path pki, Clock clock) throws IOException, GeneralSecurityException {
        this.api = ApiCalls.asAdministrator(server, pki);
        this.clock = clock;
    }

    /** @param groups as whose members the token's bearer is taken besides those of every token */
    record Entry(String id, Optional<Instant> expiration, String groups, String description) {}

    public BootstrapToken create(Duration lifetime, String description)
            throws Failure, IOException, InterruptedException {
        BootstrapToken token = BootstrapToken.random();
        ask("POST", SECRETS, Optional.of(token.asSecret(clock.instant().plus(lifetime), description)));
        return token;
    }

    /** @param id of a token, or the whole token */
    public void delete(String id) throws Failure, IOException, InterruptedException {
        String name = id.contains(".") ? id.substring(0, id.indexOf('.')) : id;
        if (!BootstrapToken.isId(name)) {
            throw new Failure("\"" + id + "\" is not a token's id; `nakhoda token list` shows them");
        }
        ask("DELETE", SECRETS + "/" + BootstrapToken.NAME_PREFIX + name, Optional.empty());
    }

    List<Entry> list() throws Failure, IOException, InterruptedException {
        JsonNode secrets = ask(
                "GET", SECRETS + "?fieldSelector=type%3D" + BootstrapToken.TYPE.replace("/", "%2F"), Optional.empty());
        List<Entry> entries = new ArrayList<>();
        for (JsonNode secret : secrets.path("items")) {
            JsonNode data = secret.path("data");
            entries.add(new Entry(
                    decoded(data, "token-id"),
                    instant(decoded(data, "expiration")),
                    decoded(data, "auth-extra-groups"),
                    decoded(data, "description")));
        }
        return entries;
    }

    /** A line for each token; never the secret part. */
    public String table() throws Failure, IOException, InterruptedException {
        List<Entry> entries = list();
        if (entries.isEmpty()) {
            return "There are no tokens.\n";
        }
        StringBuilder text = new StringBuilder(line("ID", "LEFT", "GROUPS", "DESCRIPTION"));
        for (Entry entry : entries) {
            text.append(line(
                    entry.id(),
                    entry.expiration().map(this::left).orElse("forever"),
                    entry.groups().isEmpty() ? "-" : entry.groups(),
                    entry.description()));
        }
        return text.toString();
    }

    private static String line(String id, String left, String groups, String description) {
        return String.format(Locale.ROOT, "%-7s %-8s %-40s %s", id, left, groups, description)
                        .stripTrailing()
                + "\n";
    }

    private String left(Instant expiration) {
        Duration left = Duration.between(clock.instant(), expiration);
        if (left.isNegative() || left.isZero()) {
            return "expired";
        }
        return left.toHours() > 0
                ? left.toHours() + "h" + left.toMinutesPart() + "m"
                : left.toMinutes() + "m" + left.toSecondsPart() + "s";
    }

    private JsonNode ask(String method, String path, Optional<JsonNode> body)
            throws Failure, IOException, InterruptedException {
        ApiCalls.Answer answer;
        try {
            answer = api.call(method, path, body, LIMIT);
        } catch (IOException e) {
            throw new Failure("the API server at " + api.server() + " does not answer; start it with `nakhoda up`");
        }
        if (!answer.ok()) {
            throw new Failure(answer.message());
        }
        return answer.json().orElseThrow(() -> new Failure(api.server() + " did not answer in JSON"));
    }

    private static String decoded(JsonNode data, String key) {
        return new String(Base64.getDecoder().decode(data.path(key).asString("")), StandardCharsets.UTF_8);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** @param text such as {@code 1h} or {@code 1h30m} */
    public static Duration lifetime(String text) throws Failure {
        Matcher matcher = LIFETIME.matcher(text);
        Duration sum = matcher.matches()
                ? Duration.ofDays(number(matcher, 1))
                        .plusHours(number(matcher, 2))
                        .plusMinutes(number(matcher, 3))
                        .plusSeconds(number(matcher, 4))
                : Duration.ZERO;
        if (sum.isZero()) {
            throw new Failure("--ttl " + text + " is not a length of time such as 30m, 1h or 2d");
        }
        return sum;
    }

    private static long number(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
    }
}
