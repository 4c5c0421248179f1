package dev.demitasse.cli;

import dev.demitasse.contents.ContentsException;
import dev.demitasse.control.ControlException;
import dev.demitasse.control.desired.DesiredStateException;
import dev.demitasse.control.repository.RepositoryException;
import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.control.service.UnknownException;
import dev.demitasse.hypervisor.HypervisorException;
import dev.demitasse.hypervisor.PortForward;
import dev.demitasse.images.ImageException;
import dev.demitasse.toolchain.BuildException;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The command {@code demi}. */
@Command(
        name = "demi",
        mixinStandardHelpOptions = true,
        versionProvider = Demi.Version.class,
        scope = CommandLine.ScopeType.INHERIT,
        description = "Compiles a Java application together with its operating system, and boots it.",
        subcommands = {
            BuildCommand.class,
            RunCommand.class,
            DevCommand.class,
            TraceCommand.class,
            PsCommand.class,
            LogsCommand.class,
            NetworkCommand.class,
            StopCommand.class,
            RemoveCommand.class,
            ImagesCommand.class,
            InspectCommand.class,
            TagCommand.class,
            PruneCommand.class,
            PushCommand.class,
            PullCommand.class,
            KeyCommand.class,
            SignCommand.class,
            VerifyCommand.class,
            LoginCommand.class,
            LogoutCommand.class,
            WhyCommand.class,
            ServeCommand.class,
            ApplyCommand.class,
            ServicesCommand.class,
            HistoryCommand.class,
            DiffCommand.class,
            RollbackCommand.class,
            RolloutCommand.class,
            ScaleCommand.class,
            DeleteCommand.class,
            EventsCommand.class,
            RepositoryCommand.class,
            TokenCommand.class,
            SecretCommand.class,
            CertificateCommand.class,
            CommandLine.HelpCommand.class,
        },
        footer = {"", "Example:", "  demi run examples/hello-http -p 8080:8080"})
final class Demi implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Demi.class.getPackage().getImplementationVersion();
            return new String[] {"demi " + (version == null ? "unpackaged" : version)};
        }
    }

    /** Without a command there is nothing to do but say which there are. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is needed");
    }

    /** Runs the command and exits with its status. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs the command and returns its status. */
    static int execute(String... arguments) {
        return new CommandLine(new Demi())
                .registerConverter(Memory.class, new Memory.Converter())
                .registerConverter(Expiry.class, new Expiry.Converter())
                .registerConverter(PortForward.class, PortForward::parse)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Demi::misused)
                .setExecutionExceptionHandler(Demi::failed)
                .execute(arguments);
    }

    private static int misused(ParameterException e, String[] arguments) {
        Messages.error(
                e.getMessage() + "; see: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitStatus.USAGE;
    }

    private static int failed(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) throws Exception {
        switch (e) {
            case CommandException known -> {
                Messages.error(message(known));
                return known.status();
            }
            case ContentsException known -> Messages.error(message(known));
            case BuildException known -> Messages.error(message(known));
            case ImageException known -> Messages.error(message(known));
            case ControlException known -> Messages.error(message(known));
            case SpecException known -> Messages.error(message(known));
            case DesiredStateException known -> Messages.error(message(known));
            case RepositoryException known -> Messages.error(message(known));
            case UnknownException known -> Messages.error(message(known));
            case HypervisorException known -> Messages.error(message(known));
            case UncheckedIOException known -> Messages.error(message(known));
            case IOException known -> Messages.error(message(known));
            case InterruptedException _ -> {
                // Whoever was interrupted has said so.
            }
            // A bug of ours: the trace helps whoever mends it.
            default -> throw e;
        }
        return ExitStatus.FAILURE;
    }

    /** What an exception says; the JDK's file exceptions say which file and leave the rest to their type's name. */
    static String message(Throwable e) {
        return e instanceof UncheckedIOException outer && outer.getCause() instanceof IOException inner
                ? outer.getMessage() + ": " + Reason.of(inner)
                : Reason.of(e);
    }
}
