using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>The action of <c>--version</c>: prints the version without the commit hash that the .NET SDK appends.</summary>
internal sealed class VersionRequest : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        // 1.0.0+37b0b46…
        var version = typeof(VersionRequest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        parseResult.InvocationConfiguration.Output.WriteLine(version.Split('+')[0]);
        return ExitCodes.Success;
    }

    public static void Install(RootCommand root) => root.Options.OfType<VersionOption>().Single().Action = new VersionRequest();
}
