// What the signed-in person may do. The canister decides; this tells what to offer.

import type { RoleKind, Whoami } from "../bindings/declarations/workgroups.did";
import type { Case } from "../engine/control";
import { api } from "./api";

/** The rights that an office gives, the smaller ones first. */
export enum Level {
  None,
  Scribe,
  Coordinator,
  Lead,
  Admin,
}

const LEVELS: Record<Case<RoleKind>, Level> = {
  lead: Level.Lead,
  co_lead: Level.Lead,
  coordinator: Level.Coordinator,
  scribe: Level.Scribe,
  liaison: Level.None,
  emeritus: Level.None,
  other: Level.None,
};

/** Levels of subgroups, at most. */
const DEPTH = 16;

export class Rights {
  constructor(readonly who: Whoami) {}

  get isAdmin(): boolean {
    return this.who.is_admin || this.who.is_controller;
  }

  get person(): bigint | undefined {
    return this.who.person[0]?.id;
  }

  /** Whether somebody is a coordinator or lead anywhere. */
  get isOfficer(): boolean {
    return this.isAdmin || this.who.offices.some((office) => levelOf(office.role) >= Level.Coordinator);
  }

  isMemberOf(group: bigint): boolean {
    return this.who.memberships.includes(group);
  }

  /** The highest level in one of some groups: by an office there, or as a lead of a group above. */
  async level(groups: Iterable<bigint>): Promise<Level> {
    if (this.isAdmin) return Level.Admin;
    const all = await Promise.all([...groups].map((group) => this.levelIn(group)));
    return Math.max(Level.None, ...all);
  }

  private own(group: bigint): Level {
    const levels = this.who.offices.filter((office) => office.group === group).map((office) => levelOf(office.role));
    return Math.max(Level.None, ...levels);
  }

  private async levelIn(group: bigint): Promise<Level> {
    let level = this.own(group);
    if (this.who.offices.length === 0) return level;
    let above = (await api.group(group))?.parent[0];
    for (let i = 0; above !== undefined && i < DEPTH && level < Level.Lead; i += 1) {
      if (this.own(above) === Level.Lead) level = Level.Lead;
      above = (await api.group(above))?.parent[0];
    }
    return level;
  }
}

function levelOf(role: [] | [RoleKind]): Level {
  const [name] = role.length === 1 ? (Object.keys(role[0]) as Case<RoleKind>[]) : [];
  return name ? LEVELS[name] : Level.None;
}
