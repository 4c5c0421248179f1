package dev.demitasse.toolchain.builder;

import com.oracle.graal.pointsto.meta.AnalysisMethod;
import com.oracle.svm.core.feature.InternalFeature;
import com.oracle.svm.core.jdk.JavaNetSubstitutions;
import com.oracle.svm.hosted.FeatureImpl.BeforeAnalysisAccessImpl;
import com.oracle.svm.hosted.FeatureImpl.DuringAnalysisAccessImpl;
import com.oracle.svm.util.ReflectionUtil;
import java.lang.reflect.Method;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.graalvm.nativeimage.ImageSingletons;

/**
 * Has an image open {@code http:} and {@code https:} URLs when its application does: when code that is reached speaks of
 * {@link HttpURLConnection}, or the application itself, not a library, opens a URL. Libraries open the URLs of resources,
 * which is no reason to have HTTP and TLS. All other images have handlers that know such URLs and do not open them, the
 * library OS's {@code ClosedUrls}; those that the application's options enable are left as they are.
 */
final class UrlProtocols implements InternalFeature {
    private static final String CLOSED = "dev.demitasse.jdk.ClosedUrls";

    private record Protocol(String name, int port) {}

    private static final List<Protocol> PROTOCOLS = List.of(new Protocol("http", 80), new Protocol("https", 443));

    /** What opens a URL, of the class's methods. */
    private static final Set<String> OPENING = Set.of("openConnection", "openStream", "getContent");

    private final List<AnalysisMethod> opening = new ArrayList<>();
    private final List<Protocol> closed = new ArrayList<>();
    private final AtomicBoolean opened = new AtomicBoolean();

    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        PROTOCOLS.stream()
                .filter(protocol -> !known().containsKey(protocol.name))
                .forEach(closed::add);
        if (closed.isEmpty()) {
            return;
        }
        closed.forEach(protocol -> close(access.findClassByName(CLOSED), protocol));
        access.registerReachabilityHandler(this::open, HttpURLConnection.class);
        var metaAccess = ((BeforeAnalysisAccessImpl) access).getMetaAccess();
        for (Method method : URL.class.getDeclaredMethods()) {
            if (OPENING.contains(method.getName())) {
                AnalysisMethod watched = metaAccess.lookupJavaMethod(method);
                watched.startTrackInvocations();
                opening.add(watched);
            }
        }
    }

    @Override
    public void duringAnalysis(DuringAnalysisAccess access) {
        if (!opened.get() && opening.stream().anyMatch(UrlProtocols::isCalledByTheApplication)) {
            open(access);
            access.requireAnalysisIteration();
        }
    }

    private static boolean isCalledByTheApplication(AnalysisMethod method) {
        if (!method.isImplementationInvoked()) {
            return false;
        }
        for (var place : method.getInvokeLocations()) {
            if (Origin.of((AnalysisMethod) place.getMethod()).isApplication()) {
                return true;
            }
        }
        return false;
    }

    private static void close(Class<?> type, Protocol protocol) {
        Object handler = ReflectionUtil.newInstance(ReflectionUtil.lookupConstructor(type, int.class), protocol.port);
        known().put(protocol.name, (URLStreamHandler) handler);
    }

    /** Puts the JDK's handlers in the places of the closed ones. Called by any of the analysis's threads. */
    private void open(DuringAnalysisAccess access) {
        if (opened.getAndSet(true)) {
            return;
        }
        Method add = ReflectionUtil.lookupMethod(JavaNetSubstitutions.class, "addURLStreamHandler", String.class);
        closed.forEach(protocol -> ReflectionUtil.invokeMethod(add, null, protocol.name));
        ((DuringAnalysisAccessImpl) access).rescanObject(known());
    }

    /** The image's handlers by protocol: a field of SVM's URLProtocolsSupport. */
    private static Map<String, URLStreamHandler> known() {
        Class<?> support = ReflectionUtil.lookupClass("com.oracle.svm.core.jdk.URLProtocolsSupport");
        return ReflectionUtil.readField(support, "imageHandlers", ImageSingletons.lookup(support));
    }
}
