package org.nakhoda.it.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** A logger is a class's own: {@code private static final}. */
final class LoggersArePrivateConstants extends ArchCondition<JavaClass> {
    private static final Set<JavaModifier> WANTED =
            Set.of(JavaModifier.PRIVATE, JavaModifier.STATIC, JavaModifier.FINAL);

    LoggersArePrivateConstants() {
        super("keep their loggers as private constants");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        for (JavaField field : type.getFields()) {
            boolean logger = field.getRawType().getName().equals("org.slf4j.Logger");
            if (logger && !field.getModifiers().containsAll(WANTED)) {
                events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is not private static final"));
            }
        }
    }
}
