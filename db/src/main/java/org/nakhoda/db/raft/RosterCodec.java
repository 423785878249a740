package org.nakhoda.db.raft;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.nakhoda.api.json.Json;
import org.nakhoda.db.masters.Change;
import org.nakhoda.db.masters.Fork;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.masters.Roster;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Log entries and snapshots as JSON, so that they can be read by eye. Fields that are not known are skipped, for masters of two
 * versions work together while they are replaced one by one; a newer format or an unknown kind of change is refused, because a
 * member that guesses would hold another roster than the rest.
 */
final class RosterCodec {
    /** Raised when an older reader would misunderstand; new fields alone do not raise it. */
    static final int FORMAT = 1;

    private RosterCodec() {}

    static byte[] encode(Change change) {
        ObjectNode json = Json.object();
        json.put("format", FORMAT);
        json.put("expected", change.expected());
        if (change instanceof Change.Joined joined) {
            json.put("change", "Joined");
            json.set("member", toJson(joined.member()));
        } else if (change instanceof Change.Left left) {
            json.put("change", "Left");
            json.put("name", left.name());
        } else if (change instanceof Change.Began began) {
            json.put("change", "Began");
            json.put("epoch", began.epoch());
            json.put("primary", began.primary());
            json.put("position", began.position());
        } else if (change instanceof Change.Synchronous synchronous) {
            json.put("change", "Synchronous");
            json.set("names", toJson(new TreeSet<>(synchronous.names())));
        }
        return Json.bytes(json);
    }

    /**
     * @throws IllegalArgumentException if this version of the product cannot know what it means
     */
    static Change change(byte[] bytes) {
        JsonNode json = parse(bytes);
        long expected = number(json, "expected");
        String kind = text(json, "change");
        return switch (kind) {
            case "Joined" -> new Change.Joined(expected, member(json.path("member")));
            case "Left" -> new Change.Left(expected, text(json, "name"));
            case "Began" ->
                new Change.Began(expected, number(json, "epoch"), text(json, "primary"), number(json, "position"));
            case "Synchronous" -> new Change.Synchronous(expected, names(json.path("names")));
            default -> throw new IllegalArgumentException("Unknown kind of change: " + kind);
        };
    }

    static byte[] encode(Roster roster) {
        ObjectNode json = Json.object();
        json.put("format", FORMAT);
        json.put("version", roster.version());
        ArrayNode members = Json.array();
        roster.members().values().forEach(member -> members.add(toJson(member)));
        json.set("members", members);
        json.put("epoch", roster.epoch());
        roster.primary().ifPresent(primary -> json.put("primary", primary));
        json.set("synchronous", toJson(roster.synchronous()));
        ArrayNode forks = Json.array();
        roster.forks()
                .forEach(fork ->
                        forks.add(Json.object().put("epoch", fork.epoch()).put("position", fork.position())));
        json.set("forks", forks);
        return Json.bytes(json);
    }

    /**
     * @throws IllegalArgumentException if this version of the product cannot know what it means
     */
    static Roster roster(byte[] bytes) {
        JsonNode json = parse(bytes);
        SortedMap<String, Member> members = new TreeMap<>();
        for (JsonNode each : json.path("members")) {
            Member member = member(each);
            members.put(member.name(), member);
        }
        List<Fork> forks = new ArrayList<>();
        for (JsonNode each : json.path("forks")) {
            forks.add(new Fork(number(each, "epoch"), number(each, "position")));
        }
        Optional<String> primary = json.hasNonNull("primary") ? Optional.of(text(json, "primary")) : Optional.empty();
        return new Roster(
                number(json, "version"),
                members,
                number(json, "epoch"),
                primary,
                new TreeSet<>(names(json.path("synchronous"))),
                forks);
    }

    private static JsonNode parse(byte[] bytes) {
        JsonNode json = Json.parse(bytes);
        long format = number(json, "format");
        if (format > FORMAT) {
            throw new IllegalArgumentException("Written by a newer version: format " + format);
        }
        return json;
    }

    private static ObjectNode toJson(Member member) {
        return Json.object()
                .put("name", member.name())
                .put("address", member.address())
                .put("apiPort", member.apiPort())
                .put("peerPort", member.peerPort())
                .put("raftPort", member.raftPort())
                .put("databasePort", member.databasePort());
    }

    private static ArrayNode toJson(Iterable<String> names) {
        ArrayNode array = Json.array();
        names.forEach(array::add);
        return array;
    }

    private static Member member(JsonNode json) {
        return new Member(
                text(json, "name"),
                text(json, "address"),
                (int) number(json, "apiPort"),
                (int) number(json, "peerPort"),
                (int) number(json, "raftPort"),
                (int) number(json, "databasePort"));
    }

    private static Set<String> names(JsonNode array) {
        Set<String> names = new HashSet<>();
        array.forEach(name -> names.add(name.asString()));
        return names;
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isString()) {
            throw new IllegalArgumentException("No text in " + field);
        }
        return value.asString();
    }

    private static long number(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.canConvertToLong()) {
            throw new IllegalArgumentException("No number in " + field);
        }
        return value.asLong();
    }
}
