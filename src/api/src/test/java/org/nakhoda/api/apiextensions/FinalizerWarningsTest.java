package org.nakhoda.api.apiextensions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Story;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.node.ObjectNode;

class FinalizerWarningsTest {
    private final CustomResourceStrategy widgets =
            new CustomResourceStrategy(Scope.NAMESPACED, true, Json.object(), (object, old, errors) -> {});

    private static ObjectNode widget(String finalizers) {
        return Story.json("{'metadata':{'name':'w','finalizers':[" + finalizers + "]}}");
    }

    @Test
    void aFinalizerWithoutADomainIsWarnedOfWhenItIsAdded() {
        ObjectNode widget = widget("'mine','example.com/ours','orphan'");

        assertThat(widgets.warnings(widget))
                .containsExactly("metadata.finalizers: \"mine\": prefer a domain-qualified finalizer name including a "
                        + "path (/) to avoid accidental conflicts with other finalizer writers");
        assertThat(widgets.updateWarnings(widget, widget)).isEmpty();
        assertThat(widgets.updateWarnings(widget, widget("'orphan'"))).hasSize(1);
    }

    @Test
    void aCustomResourceHasNoStatusUntilSomebodyWritesOne() {
        ObjectNode widget = widget("");
        widgets.prepareForCreate(widget, Story.NOW);
        assertThat(widget.has("status")).isFalse();
    }
}
