package org.nakhoda.api.rbac;

import java.util.StringJoiner;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.node.ObjectNode;

/** The columns of {@code kubectl get rolebindings} and {@code clusterrolebindings}. */
final class BindingColumns {
    private BindingColumns() {}

    static Column[] columns() {
        return new Column[] {
            Columns.NAME,
            Columns.text(
                    "Role",
                    "The role that it gives",
                    b -> Tree.text(b.path("roleRef"), "kind") + "/" + Tree.text(b.path("roleRef"), "name")),
            Columns.AGE,
            Columns.wide("Users", "Users that have the role", b -> subjects(b, "User")),
            Columns.wide("Groups", "Groups that have the role", b -> subjects(b, "Group")),
            Columns.wide("ServiceAccounts", "Service accounts that have the role", b -> subjects(b, "ServiceAccount"))
        };
    }

    private static String subjects(ObjectNode binding, String kind) {
        StringJoiner names = new StringJoiner(", ");
        for (ObjectNode subject : Tree.objects(binding, "subjects")) {
            if (Tree.text(subject, "kind").equals(kind)) {
                String namespace = Tree.text(subject, "namespace");
                String name = Tree.text(subject, "name");
                names.add(namespace.isEmpty() ? name : namespace + "/" + name);
            }
        }
        return names.toString();
    }
}
