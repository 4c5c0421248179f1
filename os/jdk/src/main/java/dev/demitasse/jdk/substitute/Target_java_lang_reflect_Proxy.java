package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.SubstrateUtil;
import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.reflect.SubstrateMethodAccessor;
import com.oracle.svm.core.reflect.target.Target_java_lang_reflect_Method;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

@TargetClass(Proxy.class)
final class Target_java_lang_reflect_Proxy {
    @Alias
    static Object[] EMPTY_ARGS;

    @Alias
    private static native Class<?> findProxyInterfaceOrElseThrow(Class<?> proxyClass, Method method);

    /**
     * Calls an interface's own method on a proxy. HotSpot has the proxy class look up a method handle, with access that
     * images do not model; SubstrateVM names the methods of a proxy's interfaces for reflection, and a reflective call
     * need not be virtual. The checks are HotSpot's.
     */
    @Substitute
    static Object invokeDefault(Object proxy, Method method, Object @Nullable [] args, @Nullable Class<?> caller)
            throws Throwable {
        Class<?> proxyClass = proxy.getClass();
        if (!Proxy.isProxyClass(proxyClass)) {
            throw new IllegalArgumentException("'proxy' is not a proxy instance");
        }
        if (!method.isDefault()) {
            throw new IllegalArgumentException("\"" + method + "\" is not a default method");
        }
        if (caller != null) {
            SubstrateUtil.cast(method, Target_java_lang_reflect_AccessibleObject.class)
                    .checkAccess(caller, method.getDeclaringClass(), proxyClass, method.getModifiers());
        }
        findProxyInterfaceOrElseThrow(proxyClass, method);
        // Objects of the image's heap, as the methods that proxies pass on are, have theirs; others are given them.
        Target_java_lang_reflect_Method target = SubstrateUtil.cast(method, Target_java_lang_reflect_Method.class);
        Object accessor = target.methodAccessor == null ? target.acquireMethodAccessor() : target.methodAccessor;
        try {
            return SubstrateUtil.cast(accessor, SubstrateMethodAccessor.class)
                    .invokeSpecial(proxy, args == null ? EMPTY_ARGS : args);
        } catch (Throwable e) {
            // What the method throws comes wrapped, which invokeSpecial does not declare.
            throw e instanceof InvocationTargetException thrown ? thrown.getCause() : e;
        }
    }
}
