using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Creates the step that switches a host's metadata service off after the installation. It disables cloud-init first. Otherwise
/// cloud-init would find no data source at the next boot, take the machine for a new instance, and replace its SSH keys.
/// </summary>
internal sealed class MetadataStep(Ec2Lab lab, InstanceReadiness waits, string host)
{
    private const string Disabled = "/etc/cloud/cloud-init.disabled";

    // Prints "cloud-init" unless cloud-init is disabled. Else requests a token with PUT, as version 2 of the service requires, and prints
    // the HTTP status: 403 if the service is off, 000 if it does not answer.
    private static readonly HostCommand Ask = HostCommand.Shell(
        """
        [ -e "$1" ] || { echo cloud-init; exit; }
        curl -s -o /dev/null -w '%{http_code}' --max-time 2 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' \
            http://169.254.169.254/latest/api/token || true
        """, Disabled);

    public Step Step() => new()
    {
        Title = "the metadata service is off",
        Why = "It would tell every program, and every container with the host's network, who the host is and what its user data was. "
            + "cloud-init needs it for the first boot only, and is disabled, too.",
        Probe = async (_, cancellation) => await waits.TryAsync(host, Ask, Read, cancellation),
        Apply =
        [
            new ApiCall("ssh", ["-i", lab.KeyPath, $"root@ADDRESS_OF_{host}", "touch", Disabled], async cancellation =>
                (await waits.Connect(host).RunAsync(HostCommand.Shell("touch \"$1\" && sync", Disabled), cancellation)).Check().Output),
            Ec2Call.Create("ModifyInstanceMetadataOptions", SwitchOffAsync,
                "--instance-id", $"INSTANCE_ID_OF_{host}", "--http-endpoint", "disabled"),
        ],
    };

    private static Finding Read(CommandResult result) => result.Check().Output.Trim() switch
    {
        "200" => Finding.Missing("it answers"),
        "cloud-init" => Finding.Missing("cloud-init would ask it at the next boot"),
        _ => Finding.Satisfied(),
    };

    private async Task<string> SwitchOffAsync(CancellationToken cancellation)
    {
        var request = Ec2Requests.MetadataOff(waits.Ours(host).InstanceId);
        await Ec2Retry.UntilKnownAsync(
            lab.Timeouts, () => lab.Api.ModifyInstanceMetadataOptionsAsync(request, cancellation), cancellation);
        // The change takes effect within seconds, not immediately.
        await Poll.UntilAsync(
            async () => (await waits.TryAsync(host, Ask, Read, cancellation)).State == StepState.Satisfied,
            lab.Timeouts.Visible,
            lab.Timeouts.Poll,
            cancellation);
        return "";
    }
}
