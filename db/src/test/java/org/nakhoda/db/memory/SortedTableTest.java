package org.nakhoda.db.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.store.StoredObject;

/** A table is compared with a {@link TreeMap} that went through the same changes. */
class SortedTableTest {
    private static final GroupResource RESOURCE = GroupResource.core("configmaps");
    private static final List<String> NAMESPACES = List.of("a", "a-b", "aa", "b", "kube-system");

    @RepeatedTest(20)
    void everyTableHoldsWhatASortedMapHoldsAndEarlierTablesStayAsTheyWere(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        TreeMap<ResourceKey, StoredObject> expected = new TreeMap<>();
        SortedTable table = SortedTable.EMPTY;
        List<SortedTable> tables = new ArrayList<>();
        List<List<StoredObject>> contents = new ArrayList<>();
        int names = 1 + random.nextInt(2000);
        double removals = random.nextDouble() * 0.6;

        for (int batch = 0; batch < 40; batch++) {
            SortedTable.Editor editor = table.edit();
            for (int i = random.nextInt(200); i >= 0; i--) {
                ResourceKey key = key(random, names);
                if (random.nextDouble() < removals) {
                    editor.remove(key);
                    expected.remove(key);
                } else {
                    StoredObject object = object(key);
                    editor.put(object);
                    expected.put(key, object);
                }
            }
            table = editor.table();
            tables.add(table);
            contents.add(List.copyOf(expected.values()));
            assertSame(table, expected, key(random, names));
        }

        for (int i = 0; i < tables.size(); i++) {
            assertThat(tables.get(i).all()).isEqualTo(contents.get(i));
        }
        assertSame(SortedTable.of(expected.values()), expected, key(random, names));
    }

    private static void assertSame(SortedTable table, TreeMap<ResourceKey, StoredObject> expected, ResourceKey anyKey) {
        // namespaces first: they are read differently before and after the whole list was made
        for (int pass = 0; pass < 2; pass++) {
            for (String namespace : NAMESPACES) {
                assertThat(table.in(namespace))
                        .containsExactlyElementsOf(expected.values().stream()
                                .filter(object -> object.key().namespace().equals(namespace))
                                .toList());
            }
            assertThat(table.all()).containsExactlyElementsOf(expected.values());
        }
        assertThat(table.size()).isEqualTo(expected.size());
        assertThat(table.get(anyKey)).isSameAs(expected.get(anyKey));
    }

    @Test
    void anObjectThatIsPutTwiceInOneEditIsThereOnceWithItsLastState() {
        ResourceKey key = new ResourceKey(RESOURCE, "a", "x");
        StoredObject first = object(key);
        StoredObject last = object(key);
        SortedTable.Editor editor = SortedTable.EMPTY.edit();

        editor.put(first);
        editor.put(last);

        assertThat(editor.table().all()).singleElement().isSameAs(last);
    }

    private static ResourceKey key(Random random, int names) {
        String namespace = NAMESPACES.get(random.nextInt(NAMESPACES.size()));
        return new ResourceKey(RESOURCE, namespace, "n" + random.nextInt(names));
    }

    private static StoredObject object(ResourceKey key) {
        return new StoredObject(key, "uid", Revision.NONE, new byte[0], Map.of(), Map.of());
    }
}
