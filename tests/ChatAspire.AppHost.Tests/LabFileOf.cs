using System.Text.Json.Nodes;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>The project's lab.json with other names, in a file of its own.</summary>
internal sealed class LabFileOf : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lab-file-");

    public LabFileOf(string name, string hostA, string hostB, string redis, string chatA, string chatB, string dashboard)
    {
        var lab = JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(Repository.Root, "lab.json")))!;
        lab["name"] = name;
        (lab["hosts"]![0]!["name"], lab["hosts"]![1]!["name"]) = (hostA, hostB);
        (lab["redis"]!["name"], lab["redis"]!["host"]) = (redis, hostA);
        (lab["chat"]![0]!["name"], lab["chat"]![0]!["host"]) = (chatA, hostA);
        (lab["chat"]![1]!["name"], lab["chat"]![1]!["host"]) = (chatB, hostB);
        (lab["dashboard"]!["name"], lab["dashboard"]!["host"]) = (dashboard, hostA);
        File.WriteAllText(Path, lab.ToJsonString());
    }

    public string Path => System.IO.Path.Combine(_folder.FullName, "lab.json");

    public void Dispose() => _folder.Delete(recursive: true);
}
