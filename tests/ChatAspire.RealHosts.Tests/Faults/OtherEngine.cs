using System.Runtime.InteropServices;
using ChatAspire.Lab.Hosts.Local;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests.Faults;

/// <summary>A host of another release of Debian, on which this test program runs itself.</summary>
internal sealed class OtherEngine : IAsyncDisposable
{
    /// <summary>Arguments: name; nft or legacy; the folders of .NET, this clone and chatlab; image; options.</summary>
    private const string Create =
        """
        name=$1 tables=$2 dotnet=$3 clone=$4 chatlab=$5 image=$6; shift 6
        docker network create "$name" > /dev/null || exit
        # A network without IPv6 would leave the host's lo without ::1.
        docker run -d --name "$name" --network "$name" --sysctl net.ipv6.conf.all.disable_ipv6=0 -v /var/lib/docker \
            -v "$dotnet:$dotnet:ro" -v "$clone:$clone:ro" \
            -v "$chatlab:$chatlab:ro" "$@" --entrypoint sh "$image" -c '
                for v in "" 6; do update-alternatives --set "ip${v}tables" "/usr/sbin/ip${v}tables-$0"; done
                exec sh /usr/local/sbin/lab-host' "$tables" > /dev/null || exit
        for _ in $(seq 300); do docker exec "$name" docker version > /dev/null 2>&1 && break; sleep 0.2; done
        docker exec "$name" sh -c 'docker version -f "Docker Engine {{.Server.Version}}" && iptables --version'
        """;

    private const string Remove =
        """
        docker ps -aq --filter "name=^$1\$" | xargs -r docker rm -fv > /dev/null
        docker network ls -q --filter "name=^$1\$" | xargs -r docker network rm > /dev/null
        """;

    private static readonly TimeSpan TestLimit = TimeSpan.FromMinutes(30);

    private static readonly string Name = $"{LabHome.Prefix}-engine";

    /// <summary>The folder that holds <c>shared/Microsoft.NETCore.App/10.0.0</c>.</summary>
    private static readonly string DotNet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private OtherEngine(string versions) => Versions = versions;

    /// <summary>The versions of the engine and of iptables.</summary>
    public string Versions { get; }

    /// <param name="hostBase">The base of the host's image: <c>debian:trixie-slim</c>.</param>
    /// <param name="tables">The kernel's tables that iptables writes: nft or legacy.</param>
    public static async Task<OtherEngine> StartAsync(string hostBase, string tables)
    {
        var image = await HostImages.MakeAsync(hostBase);
        var engine = await EngineFacts.ReadAsync(LabHome.Machine, TestContext.Current.CancellationToken);
        await RunAsync(Remove, Name);
        return new OtherEngine(await RunAsync(
            Create, [Name, tables, DotNet, Repository.Root, Path.GetDirectoryName(Repository.Chatlab)!, image, .. engine.Privileges]));
    }

    /// <summary>Runs a test there.</summary>
    /// <param name="environment">NAME=VALUE</param>
    public static Task<CommandResult> RunTestAsync(string method, string environment) => LabHome.Machine.RunAsync(
        new HostCommand(
            "docker", "exec", "-e", environment, "-e", $"CHATASPIRE_CHATLAB={Repository.Chatlab}", "-e", $"DOTNET_ROOT={DotNet}",
            "-e", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1", Name, Path.Combine(DotNet, "dotnet"),
            typeof(OtherEngine).Assembly.Location, "-noColor", "-noLogo", "-diagnostics", "-method", method).WithTimeout(TestLimit),
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await RunAsync(Remove, Name);

    private static async Task<string> RunAsync(string script, params IReadOnlyList<string> arguments) => (await LabHome.Machine.RunAsync(
        HostCommand.Shell(script, [.. arguments]).WithTimeout(TimeSpan.FromMinutes(3)), TestContext.Current.CancellationToken))
            .Check().Output;
}
