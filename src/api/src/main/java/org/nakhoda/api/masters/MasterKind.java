package org.nakhoda.api.masters;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.schema.Schema;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The masters of the cluster: asked, never stored. Deleting one takes it out of the others' agreement. */
public final class MasterKind {
    public static final String GROUP = "nakhoda.org";
    public static final GroupResource RESOURCE = new GroupResource(GROUP, "masters");

    private MasterKind() {}

    public static ResourceType declare() {
        return ResourceType.of(GROUP, "v1", "Master")
                .plural(RESOURCE.resource())
                .clusterScoped()
                .verbs("delete", "get", "list")
                .subresources("join", "transfer")
                .schema(OwnSchema.kind(
                        "org.nakhoda.v1.Master",
                        "A process that keeps the cluster's state and serves its API, alone or with others.",
                        Map.of(
                                "spec", OwnSchema.object("Where its parts are reached.", addresses()),
                                "status", OwnSchema.object("What is known of it.", status()))))
                .strategy(new ObjectStrategy(Scope.CLUSTER, ObjectStrategy.Shape.PLAIN, Names::subdomain))
                .columns(
                        Columns.NAME,
                        Columns.text("Role", "Leader, Follower, Learner or Alone", o -> status(o, "role")),
                        Columns.text(
                                "Primary",
                                "Whether its database is the one that is written to",
                                o -> o.path("status").path("primary").asBoolean(false) ? "yes" : "no"),
                        Columns.text("Epoch", "Which leadership it knows of", o -> status(o, "epoch")),
                        Columns.text(
                                "Lag",
                                "How many bytes of the database's log it has still to receive",
                                o -> Columns.orNone(status(o, "lagBytes"))),
                        Columns.text("Contact", "How long ago the leader heard of it", MasterKind::contact),
                        Columns.text("Address", "Where its API answers", MasterKind::address),
                        Columns.wide("Trouble", "What is wrong with it", o -> Columns.orNone(status(o, "trouble"))))
                .build();
    }

    static Map<String, Schema> addresses() {
        Map<String, Schema> fields = new LinkedHashMap<>();
        fields.put("address", OwnSchema.text("An IP address or a host name that every other master reaches."));
        fields.put("apiPort", OwnSchema.integer("The port of the API server."));
        fields.put("peerPort", OwnSchema.integer("The port on which masters talk to each other."));
        fields.put("raftPort", OwnSchema.integer("The port of the masters' election."));
        fields.put("databasePort", OwnSchema.integer("The port of the database."));
        return fields;
    }

    private static Map<String, Schema> status() {
        Map<String, Schema> fields = new LinkedHashMap<>();
        fields.put("role", OwnSchema.text("Leader, Follower, Learner (it does not vote yet) or Alone."));
        fields.put("primary", OwnSchema.flag("Whether its database is the one that is written to."));
        fields.put("synchronous", OwnSchema.flag("Whether its database confirms commits."));
        fields.put("epoch", OwnSchema.integer("The leadership that it leads or follows; 0 if it does neither yet."));
        fields.put("lagBytes", OwnSchema.integer("How much of the database's log it has still to receive."));
        fields.put("lastContactSeconds", OwnSchema.number("How long ago the leader heard of it."));
        fields.put("trouble", OwnSchema.text("What is wrong with it."));
        return fields;
    }

    private static String status(ObjectNode master, String field) {
        return Tree.scalar(master.path("status").path(field));
    }

    private static String contact(ObjectNode master) {
        JsonNode seconds = master.path("status").path("lastContactSeconds");
        return seconds.isNumber() ? String.format(Locale.ROOT, "%.1fs", seconds.asDouble()) : Columns.NONE;
    }

    private static String address(ObjectNode master) {
        JsonNode spec = master.path("spec");
        return Tree.text(spec, "address") + ":" + Tree.scalar(spec.path("apiPort"));
    }
}
