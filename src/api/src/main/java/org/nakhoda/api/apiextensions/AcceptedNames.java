package org.nakhoda.api.apiextensions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which of the names that a definition asks for it gets: those that nobody else of its group has. A name that it was given
 * before stays its own, whoever asks for it later.
 *
 * @param accepted the names that it has from now on
 * @param fault what about its names is in conflict, as Kubernetes calls it ({@code KindConflict}); empty if nothing is
 */
public record AcceptedNames(ObjectNode accepted, String fault, String detail) {
    /** The names of others: resources share one set, plural or singular or short; kinds and lists of kinds another. */
    public record Taken(Set<String> resources, Set<String> kinds) {
        public Taken() {
            this(new HashSet<>(), new HashSet<>());
        }

        /** @param names as in {@code acceptedNames} */
        public void add(JsonNode names) {
            add(resources, Tree.text(names, "plural"));
            add(resources, Tree.text(names, "singular"));
            names.path("shortNames").forEach(name -> add(resources, name.asString("")));
            add(kinds, Tree.text(names, "kind"));
            add(kinds, Tree.text(names, "listKind"));
        }

        private static void add(Set<String> taken, String name) {
            if (!name.isEmpty()) {
                taken.add(name);
            }
        }
    }

    /** The reason of the condition NamesAccepted. */
    public String reason() {
        return fault.isEmpty() ? "NoConflicts" : fault;
    }

    /** The message of the condition NamesAccepted. */
    public String message() {
        return fault.isEmpty() ? "no conflicts found" : detail;
    }

    public static AcceptedNames judge(JsonNode definition, Taken others) {
        Judge judge = new Judge(
                definition.path("spec").path("names"), definition.path("status").path("acceptedNames"), others);
        judge.one("plural", others.resources(), "PluralConflict");
        judge.one("singular", others.resources(), "SingularConflict");
        judge.shortNames();
        judge.one("kind", others.kinds(), "KindConflict");
        judge.one("listKind", others.kinds(), "ListKindConflict");
        if (judge.wanted.has("categories")) {
            judge.accepted.set("categories", judge.wanted.get("categories").deepCopy());
        }
        return new AcceptedNames(judge.accepted, judge.fault, judge.detail);
    }

    /** Of several conflicts the last one is told, as in Kubernetes. */
    private static final class Judge {
        private final JsonNode wanted;
        private final JsonNode before;
        private final Taken others;
        private final ObjectNode accepted = Json.object();
        private String fault = "";
        private String detail = "";

        Judge(JsonNode wanted, JsonNode before, Taken others) {
            this.wanted = wanted;
            this.before = before;
            this.others = others;
        }

        void one(String field, Set<String> taken, String conflict) {
            String name = Tree.text(wanted, field);
            String had = Tree.text(before, field);
            if (name.equals(had) || !taken.contains(name)) {
                put(field, name);
            } else {
                put(field, had);
                conflict(conflict, inUse(name));
            }
        }

        /** Plural and kind are always there, if only to say that there is none. */
        private void put(String field, String name) {
            if (!name.isEmpty() || field.equals("plural") || field.equals("kind")) {
                accepted.put(field, name);
            }
        }

        void shortNames() {
            Set<String> had = new HashSet<>();
            before.path("shortNames").forEach(name -> had.add(name.asString("")));
            List<String> free = new ArrayList<>();
            List<String> faults = new ArrayList<>();
            for (JsonNode shortName : wanted.path("shortNames")) {
                String name = shortName.asString("");
                if (had.contains(name) || !others.resources().contains(name)) {
                    free.add(name);
                } else {
                    faults.add(inUse(name));
                }
            }
            if (!faults.isEmpty()) {
                conflict("ShortNamesConflict", faults.size() == 1 ? faults.get(0) : faults.toString());
            }
            if (!free.isEmpty()) {
                free.forEach(accepted.putArray("shortNames")::add);
            }
        }

        private void conflict(String kind, String why) {
            fault = kind;
            detail = why;
        }

        private static String inUse(String name) {
            return "\"" + name + "\" is already in use";
        }
    }
}
