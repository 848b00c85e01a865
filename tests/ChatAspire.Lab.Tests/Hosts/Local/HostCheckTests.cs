using ChatAspire.Lab.Hosts.Local;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.Hosts.Local;

/// <summary>Tests the checks of the kernel that use this machine's own tools while no host image exists yet.</summary>
public sealed class HostCheckTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_kernel_without_vxlan_is_told_by_its_own_words()
    {
        var tried = await TryAsync("""
            #!/bin/sh
            case "$*" in *vxlan*) echo "Error: Unknown device type." >&2; exit 2 ;; esac
            """);

        Assert.Equal("The kernel makes no vxlan device: Error: Unknown device type.\tOn the machine of the Docker Engine: modprobe vxlan\n",
            tried.Output);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("#!/bin/sh\n")]
    public async Task A_machine_without_the_tool_or_with_all_devices_is_not_refused(string? ip) =>
        Assert.Equal("", (await TryAsync(ip)).Output);

    /// <param name="ip">The program of that name; null if none is on the PATH.</param>
    private static async Task<CommandResult> TryAsync(string? ip)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess,
            "root only, on Linux: others try it in a container, once there is the image");
        var folder = Directory.CreateTempSubdirectory("chatlab-path-").FullName;
        await using var machine = new LocalMachine();
        if (ip is not null)
        {
            (await machine.RunAsync(HostCommand.Shell("""cat > "$1/ip" && chmod 700 "$1/ip" """, folder).WithInput(ip), Cancellation))
                .Check();
        }

        (await machine.RunAsync(HostCommand.Shell("""for tool in sh unshare true tr; do ln -s "/bin/$tool" "$1/"; done""", folder),
            Cancellation)).Check();
        var tried = await machine.RunAsync(
            new HostCommand("env", ["-i", $"PATH={folder}", HostCheck.Here.Program, .. HostCheck.Here.Arguments]), Cancellation);
        Directory.Delete(folder, recursive: true);
        return tried.Check();
    }
}
