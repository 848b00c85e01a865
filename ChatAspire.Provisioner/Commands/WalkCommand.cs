using System.CommandLine;
using System.Diagnostics;
using System.Numerics;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Steps;
using ChatAspire.Lab.Telemetry;
using ChatAspire.Lab.Walks;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Traffic;
using Command = System.CommandLine.Command;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>walk</c>: follows real packets from device to device, through chains and the tunnel.</summary>
internal static class WalkCommand
{
    public static Command Create()
    {
        var from = new Argument<string?>("from") { Description = "A container of the lab.", Arity = ArgumentArity.ZeroOrOne };
        var to = new Argument<string?>("to") { Description = "A container or host of the lab, or an address; with :PORT to connect.", Arity = ArgumentArity.ZeroOrOne };
        var ping = new Option<bool>("--ping") { Description = "Send one ping, also where a port is known." };
        var http = new Option<bool>("--http") { Description = "Send an HTTP request." };
        var tcp = new Option<bool>("--tcp") { Description = "Open a TCP connection and close it." };
        var size = new Option<int?>("--size") { Description = "Send one ping of this many bytes with the don't-fragment bit.", HelpName = "BYTES" };
        var external = new Option<string?>("--external") { Description = "From outside to a published port, [HOST]:PORT, and from its container to outside.", HelpName = "[HOST]:PORT", Arity = ArgumentArity.ZeroOrOne };
        var message = new Option<string?>("--message") { Description = "Post a chat message, and follow every packet that carries or answers it.", HelpName = "TEXT" };
        var live = new Option<bool>("--live") { Description = "Follow what passes between FROM and TO anyway." };
        var packets = new Option<int>("--packets") { Description = "With --live: the first so many.", DefaultValueFactory = _ => 20, HelpName = "N" };
        var seconds = new Option<int>("--seconds") { Description = "With --live: for so long.", DefaultValueFactory = _ => 5, HelpName = "S" };
        var filter = new Option<string?>("--filter") { Description = "With --live: only packets whose data has this text.", HelpName = "TEXT" };
        var all = new Option<bool>("--all") { Description = "Show every packet whole, also those that go the same way as one before." };
        var book = new Option<bool>("--book") { Description = "Also the chapter's own way: LOG rules and what the kernel's log says of them, and tcpdump's own lines." };
        var json = new Option<bool>("--json") { Description = "Report as one JSON object." };
        var pcap = new Option<DirectoryInfo?>("--pcap") { Description = "Also write what each device showed, a file each, for Wireshark, and what the chains reported.", HelpName = "DIR" };
        var picture = new Option<string?>("--picture") { Description = "Also draw it, into a file that ends in .svg or .html.", HelpName = "FILE" };
        var verb = new Command("walk", "Follow real packets: every device, chain, rule, NAT and tunnel on their way, in order, with times.")
        {
            from, to, ping, http, tcp, size, external, message, live, packets, seconds, filter, all, book, json, pcap, picture,
        };
        var lab = new LabOptions(verb);
        verb.SetAction((parsed, cancellation) => CliHost.GuardAsync(async () =>
        {
            if (!parsed.GetValue(live) && new Option[] { packets, seconds, filter }.FirstOrDefault(bound => parsed.GetResult(bound) is { Implicit: false }) is { } useless)
            {
                throw new UserErrorException($"{useless.Name} bounds a walk along traffic that is there already.", "Say --live too, or leave it out.");
            }

            if (parsed.GetValue(live))
            {
                StepBack();
            }

            var request = WalkRequest.Of(
                parsed.GetValue(from), parsed.GetValue(to),
                [.. new[] { (parsed.GetValue(ping), ProbeKind.Ping), (parsed.GetValue(tcp), ProbeKind.Tcp), (parsed.GetValue(http), ProbeKind.Http) }.Where(k => k.Item1).Select(k => k.Item2)],
                parsed.GetValue(size), parsed.GetResult(external) is null ? null : parsed.GetValue(external) ?? "", parsed.GetValue(message),
                parsed.GetValue(live) ? new LiveLimits(parsed.GetValue(packets), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(filter) ?? "") : null);
            using var output = new WalkOutput(parsed.GetValue(json), parsed.GetValue(all), parsed.GetValue(pcap), parsed.GetValue(picture));
            output.Check();
            var session = lab.Read(parsed);
            var spec = session.Spec;
            await using var telemetry = new LabTelemetry();
            await using var connected = await session.OpenAsync(cancellation);
            var spans = new List<(string Host, Activity Span)>();
            var (trouble, trace) = (false, "");
            using (var root = LabTrace.Run("walk", spec.Name))
            {
                await foreach (var report in request.RunAsync(spec, new Walker(LabScene.Of(spec, connected.Hosts), parsed.GetValue(book)), cancellation))
                {
                    output.Write(report);
                    spans.AddRange(WalkSpans.Of(report, root?.Context ?? default));
                    trouble |= report.Trouble is not null;
                }

                output.Finish();
                if (spans.Count > 0)
                {
                    // Packets take microseconds: beside the seconds in which hosts are made to listen nothing would be seen of them.
                    root?.SetStartTime(spans.Min(span => span.Span.StartTimeUtc)).SetEndTime(spans.Max(span => span.Span.StartTimeUtc + span.Span.Duration));
                }

                root?.SetStatus(trouble ? ActivityStatusCode.Error : ActivityStatusCode.Ok);
                trace = $"{root?.TraceId}";
            }

            telemetry.Add(spans);
            await Console.Error.WriteLineAsync(await DashboardUpload.TrySendAsync(telemetry, connected, cancellation) is { } why
                ? $"The walk is not in the lab's dashboard: {why}"
                : DashboardUpload.Location(trace));
            return trouble ? CliHost.Failed : CliHost.Done;
        }));
        return verb;
    }

    /// <summary>A local lab shares this machine's processors with us, and what it does is not to be changed by being looked at: the last one is enough.</summary>
    private static void StepBack()
    {
        using var self = Process.GetCurrentProcess();
        self.PriorityClass = ProcessPriorityClass.BelowNormal;
        if (OperatingSystem.IsLinux())
        {
            self.ProcessorAffinity = (nint)(1UL << BitOperations.Log2((ulong)self.ProcessorAffinity));
        }
    }
}
