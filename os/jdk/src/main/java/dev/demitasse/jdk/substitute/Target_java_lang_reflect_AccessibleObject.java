package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;
import java.lang.reflect.AccessibleObject;

@TargetClass(AccessibleObject.class)
final class Target_java_lang_reflect_AccessibleObject {
    @Alias
    native void checkAccess(Class<?> caller, Class<?> memberClass, Class<?> targetClass, int modifiers)
            throws IllegalAccessException;
}
