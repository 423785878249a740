package org.nakhoda.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergeFactsTest {
    @Test
    void everyFactIsAboutAFieldThatExistsAndKeysThatItsElementsHave() {
        List<String> faults = new ArrayList<>();
        MergeFacts.all().forEach((key, fact) -> {
            String[] words = key.split(" ");
            Schema field = BuiltinSchemas.find(words[0])
                    .map(d -> d.properties().get(words[1]))
                    .orElse(null);
            if (field == null) {
                faults.add(key + " does not exist");
                return;
            }
            if (fact.listType() != null && field.type() != Schema.Type.ARRAY) {
                faults.add(key + " is no list");
            }
            List<String> keys = new ArrayList<>(fact.listMapKeys());
            if (fact.patchMergeKey() != null) {
                keys.add(fact.patchMergeKey());
            }
            for (String mergeKey : keys) {
                if (field.items() == null || !field.items().properties().containsKey(mergeKey)) {
                    faults.add(key + " has elements without " + mergeKey);
                }
            }
        });
        assertThat(faults).isEmpty();
    }

    @Test
    void everyListOfObjectsThatIsNotStatedIsKnownToHaveNoFact() {
        List<String> unstated = new ArrayList<>();
        for (String name : BuiltinSchemas.names()) {
            for (Map.Entry<String, Schema> field :
                    BuiltinSchemas.of(name).properties().entrySet()) {
                Schema schema = field.getValue();
                boolean objects =
                        schema.type() == Schema.Type.ARRAY && schema.items().type() == Schema.Type.OBJECT;
                if (objects && schema.listType() == null) {
                    unstated.add(name.substring(name.lastIndexOf('.') + 1) + "." + field.getKey());
                }
            }
        }
        assertThat(unstated).isEmpty();
    }

    @Test
    void containersMergeByNameAndVolumesAlsoDropSiblingKeys() {
        Map<String, Schema> podSpec =
                BuiltinSchemas.of("io.k8s.api.core.v1.PodSpec").properties();
        assertThat(podSpec.get("containers").patchMergeKey()).isEqualTo("name");
        assertThat(podSpec.get("containers").listMapKeys()).containsExactly("name");
        assertThat(podSpec.get("volumes").patchStrategy()).isEqualTo("merge,retainKeys");
        assertThat(podSpec.get("tolerations").listType()).isEqualTo("atomic");
        assertThat(podSpec.get("topologySpreadConstraints").listMapKeys())
                .containsExactly("topologyKey", "whenUnsatisfiable");
    }
}
