using System.CommandLine;
using System.CommandLine.Invocation;
using ChatAspire.Lab.Lifecycle;

namespace ChatAspire.AppHost;

/// <summary>The command line of the AppHost: its own options, and those that the Aspire CLI adds.</summary>
public static class AppHostCommandLine
{
    /// <summary>The exit code of an AppHost that cannot start as requested.</summary>
    public const int CannotStart = 2;

    internal static readonly Option<string?> Redis = new Option<string?>("--redis")
    {
        Description = "Redis on this machine: embedded (Garnet, data under artifacts/redis; the default), "
            + "or container (the image in lab.json, data in the volume chataspire-redis; needs Docker)",
    }.AcceptOnlyFromAmong("embedded", "container");

    internal static readonly Option<string?> Lab = new("--lab")
    {
        Description = "Show a lab, running or not, instead of starting the chat; FILE defaults to lab.json",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
    };

    internal static readonly Option<string?> Hosts = new Option<string?>("--hosts")
    {
        Description = "With --lab: where the lab's hosts run; for ec2, region and credentials come from the AWS SDK's default sources",
    }.AcceptOnlyFromAmong(HostSources.Local, HostSources.Ec2);

    private static readonly Option<string?> Operation = OfAspire("--operation");

    // The Aspire CLI adds these options, and Aspire.Hosting reads them (DistributedApplicationBuilder.ConfigurePipelineOptions).
    private static readonly string[] OtherAspireOptions =
    [
        "--publisher", "--step", "--list-steps", "--output-path", "--log-level", "--include-exception-details", "--clear-cache", "--yes",
        "--environment", "--dcp-cli-path", "--dcp-container-runtime", "--dcp-dependency-check-timeout", "--dcp-dashboard-path",
    ];

    /// <summary>Parses the arguments. Errors are part of the result, and <see cref="Report"/> prints them.</summary>
    public static ParseResult Parse(IReadOnlyList<string> args)
    {
        var command = new RootCommand(
            """
            Starts Redis, chat-a and chat-b at their addresses in lab.json (on loopback: 127.x.x.x), with the Aspire dashboard.

            ConnectionStrings__redis=HOST:PORT in the environment uses a Redis that is already running.
            aspire deploy creates the lab as `chatlab up` does, aspire destroy removes it (-- --hosts ec2: on AWS).
            """)
        {
            Redis, Lab, Hosts, Operation,
        };
        foreach (var name in OtherAspireOptions)
        {
            command.Options.Add(OfAspire(name));
        }

        command.Validators.Add(result =>
        {
            var lab = result.GetResult(Lab) is not null || result.GetValue(Operation) == "publish";
            if (lab && result.GetResult(Redis) is not null)
            {
                result.AddError("--redis applies to a chat on this machine; a lab has its own Redis. Remove --redis or --lab.");
            }

            if (!lab && result.GetResult(Hosts) is not null)
            {
                result.AddError("--hosts applies to a lab. Add --lab, or remove --hosts.");
            }
        });
        return command.Parse(args);
    }

    /// <summary>Prints help, the version or the errors of the command line.</summary>
    /// <returns>The exit code; null when there was nothing to print and the AppHost must start.</returns>
    public static int? Report(ParseResult commandLine)
    {
        if (commandLine.Action is ParseErrorAction errors)
        {
            errors.ShowHelp = false;
            commandLine.Invoke();
            return CannotStart;
        }

        return commandLine.Action is null ? null : commandLine.Invoke();
    }

    private static Option<string?> OfAspire(string name) => new(name) { Hidden = true, Arity = ArgumentArity.ZeroOrOne };
}
