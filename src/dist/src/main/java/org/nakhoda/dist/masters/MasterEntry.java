package org.nakhoda.dist.masters;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A master as the API tells of it.
 *
 * @param role Leader, Follower, Learner or Alone
 * @param lagBytes how much of the database it has still to receive; empty for the primary, and if it receives nothing
 * @param contact how long ago the leader heard of it
 * @param trouble in words, empty if there is none
 */
record MasterEntry(
        String name,
        String address,
        int apiPort,
        String role,
        boolean primary,
        boolean synchronous,
        long epoch,
        OptionalLong lagBytes,
        Optional<Duration> contact,
        String trouble) {
    private static final Set<String> VOTERS = Set.of("leader", "follower");
    private static final String FORMAT = "%-20s %-9s %-8s %6s %10s %8s  %-24s %s";
    private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB");

    static MasterEntry read(JsonNode master) {
        JsonNode spec = master.path("spec");
        JsonNode status = master.path("status");
        JsonNode lag = status.path("lagBytes");
        JsonNode contact = status.path("lastContactSeconds");
        return new MasterEntry(
                master.path("metadata").path("name").asString(""),
                spec.path("address").asString(""),
                spec.path("apiPort").asInt(0),
                status.path("role").asString(""),
                status.path("primary").asBoolean(false),
                status.path("synchronous").asBoolean(false),
                status.path("epoch").asLong(0),
                lag.isNumber() ? OptionalLong.of(lag.asLong()) : OptionalLong.empty(),
                contact.isNumber()
                        ? Optional.of(Duration.ofMillis((long) (contact.asDouble() * 1000)))
                        : Optional.empty(),
                status.path("trouble").asString(""));
    }

    URI api() {
        return URI.create("https://" + address + ":" + apiPort);
    }

    boolean votes() {
        return VOTERS.contains(role.toLowerCase(Locale.ROOT));
    }

    boolean leads() {
        return role.equalsIgnoreCase("leader");
    }

    static String table(List<MasterEntry> masters) {
        StringBuilder text =
                new StringBuilder(line("NAME", "ROLE", "PRIMARY", "EPOCH", "LAG", "CONTACT", "ADDRESS", "TROUBLE"));
        for (MasterEntry master : masters) {
            text.append(line(
                    master.name(),
                    master.role().isEmpty() ? "-" : master.role(),
                    master.primary() ? "yes" : master.synchronous() ? "sync" : "no",
                    Long.toString(master.epoch()),
                    master.lagBytes().isPresent() ? bytes(master.lagBytes().getAsLong()) : "-",
                    master.contact()
                            .map(age -> String.format(Locale.ROOT, "%.1f s", age.toMillis() / 1000.0))
                            .orElse("-"),
                    master.address() + ":" + master.apiPort(),
                    master.trouble().isEmpty() ? "-" : master.trouble()));
        }
        return text.toString();
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, FORMAT, cells).stripTrailing() + "\n";
    }

    static String bytes(long count) {
        double value = count;
        String unit = "B";
        for (String larger : UNITS) {
            if (value < 1024) {
                break;
            }
            value /= 1024;
            unit = larger;
        }
        return unit.equals("B") ? count + " B" : String.format(Locale.ROOT, "%.1f %s", value, unit);
    }
}
