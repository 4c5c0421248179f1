package dev.demitasse.jdk;

import com.oracle.svm.core.BaseProcessPropertiesSupport;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What SubstrateVM wants to know about processes: there is this one, number 1, and no other. */
final class OnlyProcess extends BaseProcessPropertiesSupport {
    private static final long ID = 1;

    private static UnsupportedOperationException noProcesses() {
        return new UnsupportedOperationException("a unikernel runs one program and has no processes");
    }

    @Override
    public String getExecutableName() {
        return "/";
    }

    @Override
    public long getProcessID() {
        return ID;
    }

    @Override
    public long getProcessID(Process process) {
        throw noProcesses();
    }

    @Override
    public @Nullable String getObjectFile(String symbol) {
        return null;
    }

    @Override
    @SuppressWarnings("deprecation")
    public @Nullable String setLocale(String category, String locale) {
        return null;
    }

    @Override
    public boolean destroy(long process) {
        return false;
    }

    @Override
    public boolean destroyForcibly(long process) {
        return false;
    }

    @Override
    public boolean isAlive(long process) {
        return process == ID;
    }

    @Override
    public int waitForProcessExit(long process) {
        throw noProcesses();
    }

    @Override
    public void exec(Path executable, String[] arguments) {
        throw noProcesses();
    }

    @Override
    public void exec(Path executable, String[] arguments, Map<String, String> environment) {
        throw noProcesses();
    }
}
