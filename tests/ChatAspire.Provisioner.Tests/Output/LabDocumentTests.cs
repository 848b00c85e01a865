using System.Text.Json;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Tests.Output;

public sealed class LabDocumentTests
{
    [Fact]
    public void Document_has_hosts_urls_and_checks() => Snapshot.Matches(
        JsonSerializer.Serialize(
            LabDocument.Of(TestLab.Report("chat-b answers"), TimeSpan.FromSeconds(4.24)),
            CliJson.Document.LabDocument) + "\n", "status.json");
}
