using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>list</c>: lists the labs of an AWS account and region.</summary>
internal static class ListCommand
{
    public static CliCommand Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var verb = new CliCommand("list", VerbGroup.Lab, "List all labs of an AWS account and region: age, time to live, cost, creator.")
        {
            Examples =
            [
                new("chatlab list --hosts ec2", "the labs of everybody in the account"),
                new("chatlab list --hosts ec2 --region us-east-1", "in another region"),
            ],
        };
        verb.AddAll(json);
        var lab = new LabOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var started = Stopwatch.GetTimestamp();
            var fleet = lab.Read(parsed).Fleet;
            FleetView view;
            using (ActivityLine.Begin($"Looking for labs in {fleet.Region}…"))
            {
                view = await fleet.ViewAsync(cancellation);
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(FleetDocument.Of(fleet.Region, view), CliJson.Document.FleetDocument));
            }
            else if (view.Labs.Count > 0)
            {
                FleetTable.Write(Terminal.Out, view.Labs, DateTimeOffset.UtcNow);
            }

            foreach (var note in view.Notes)
            {
                Terminal.WriteMessage(note, "yellow");
            }

            Terminal.WriteMessage(Verdict.List(fleet.Region, view.Labs, Stopwatch.GetElapsedTime(started)), "green");
            return ExitCodes.Success;
        });
        return verb;
    }
}
