package org.nakhoda.api.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nakhoda.api.catalogue.Story;
import tools.jackson.databind.node.ObjectNode;

class NamespaceDeletionTest {
    private static final Story NAMESPACES = Story.of("", "v1", "Namespace");

    @Test
    void aNamespaceUnderDeletionShowsItAndWaitsForItsFinalizer() {
        ObjectNode namespace = NAMESPACES.created("{'metadata':{'name':'team'}}");
        assertThat(NAMESPACES.strategy().deletionPending(namespace)).isTrue();
        NAMESPACES.strategy().prepareForDelete(namespace);
        assertThat(NAMESPACES.cell("Status", namespace)).isEqualTo("Terminating");
        namespace.withArray("/spec/finalizers").removeAll();
        assertThat(NAMESPACES.strategy().deletionPending(namespace)).isFalse();
    }
}
