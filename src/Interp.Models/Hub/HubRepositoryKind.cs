namespace Interp.Models.Hub;

/// <summary>What a repository of the hub holds; the hub and the cache keep the two apart.</summary>
public enum HubRepositoryKind
{
    /// <summary>A model.</summary>
    Model,

    /// <summary>A dataset.</summary>
    Dataset,
}
