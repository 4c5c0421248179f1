package dev.demitasse.kernel;

import com.oracle.svm.core.jdk.PlatformNativeLibrarySupport;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.PointerBase;

/** There are no native libraries: the JDK's own count as loaded, since Java stands in for them; no other can be. */
final class KernelLibraries extends PlatformNativeLibrarySupport {
    @Override
    public NativeLibrary createLibrary(String canonical, boolean builtIn) {
        return new StandIn(canonical, builtIn);
    }

    @Override
    public PointerBase findBuiltinSymbol(String name) {
        return Word.nullPointer();
    }

    @Override
    public boolean initializeBuiltinLibraries() {
        return true;
    }

    private record StandIn(String name, boolean builtIn) implements NativeLibrary {
        @Override
        public String getCanonicalIdentifier() {
            return name;
        }

        @Override
        public boolean isBuiltin() {
            return builtIn;
        }

        @Override
        public boolean load() {
            return builtIn;
        }

        @Override
        public boolean unload() {
            return false;
        }

        @Override
        public boolean isLoaded() {
            return builtIn;
        }

        @Override
        public PointerBase findSymbol(String symbol) {
            return Word.nullPointer();
        }
    }
}
