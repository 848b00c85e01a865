using System.CommandLine;
using System.Text.Json;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>ttl TIME</c>: sets the time from now after which a running lab on AWS terminates itself.</summary>
internal static class TimeToLiveCommand
{
    public static CliCommand Create()
    {
        var time = new Argument<string>("time") { Description = "The time from now: 90m, 4h, 2d, or none." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var verb = new CliCommand("ttl", VerbGroup.Lab, "Set the time after which a lab on AWS terminates itself.")
        {
            Examples =
            [
                new("chatlab ttl 4h --hosts ec2", "four hours from now, regardless of the remaining time"),
                new("chatlab ttl none --hosts ec2", "until `chatlab down --hosts ec2`"),
            ],
        };
        verb.Add(time);
        verb.AddAll(json);
        var lab = new LabOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var timeToLive = TimeToLive.Parse(parsed.GetRequiredValue(time), "ttl");
            var session = lab.Read(parsed);
            IReadOnlyList<HostDeadline> deadlines;
            using (ActivityLine.BeginOnTerminal($"Setting the time to live of lab {session.Spec.Name}…"))
            {
                deadlines = await session.SetTimeToLiveAsync(timeToLive, cancellation);
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    new DeadlineDocument(session.Spec.Name, deadlines), CliJson.Document.DeadlineDocument));
            }
            else
            {
                Terminal.WriteMessage(Verdict.TimeToLive(session.Spec.Name, deadlines.Min(host => host.Ends)), "green");
            }

            return ExitCodes.Success;
        });
        return verb;
    }
}
