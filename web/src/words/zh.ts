// The words of the forms in Chinese.

import type { Refusal } from "../bindings/declarations/workgroups.did";
import type { Method } from "../net/api";
import type { Words } from ".";
import { fields } from "./fields.zh";
import { reason } from "./reasons.zh";

const operations: Record<Method, string> = {
  create_group: "新建小组",
  propose_group: "提议小组",
  update_group: "编辑小组",
  set_roles: "编辑角色",
  set_lifecycle: "编辑小组的历程",
  move_group: "移到另一小组之下",
  join_group: "加入",
  leave_group: "退出小组",
  remove_member: "移除成员",
  support_group: "支持",
  withdraw_support: "撤回支持",
  decide_proposal: "决定提案",
  remove_proposal: "删除提案",
  create_meeting: "新建会议",
  update_meeting: "编辑会议",
  save_draft: "编辑纪要",
  publish_minutes: "发布纪要",
  check_in: "签到",
  create_action_item: "新建行动项",
  update_action_item: "编辑",
  follow_up: "跟进",
  give_feedback: "提供反馈",
  remove_feedback: "删除反馈",
  create_person: "新建人员",
  update_person: "编辑人员",
  request_link: "这是我",
  decide_link: "决定请求",
  refuse_link_requests: "拒绝所有请求",
  unlink_principal: "解除 principal",
  create_series: "新建系列会议",
  update_series: "编辑系列",
  cancel_occurrence: "取消某次日期",
  change_occurrence: "移动或更改某次日期",
  restore_occurrence: "恢复某次日期",
  change_following: "更改此次及之后",
  end_series: "结束系列",
  create_initiative: "新建倡议",
  update_initiative: "编辑倡议",
  create_report: "新建报告",
  update_report: "编辑报告",
  set_profile: "编辑简介",
  set_limits: "编辑限额",
  set_doors: "编辑陌生人可以做什么",
  set_origins: "编辑网址",
  add_admin: "添加管理员",
  remove_admin: "移除管理员",
};

const choices: Record<string, string> = {
  working_group: "工作组", special_interest_group: "兴趣小组", user_group: "用户组", team: "团队", committee: "委员会", other: "其他",
  active: "活跃", paused: "暂停", archived: "已归档", proposed: "提议中",
  lead: "负责人", co_lead: "共同负责人", coordinator: "协调员", scribe: "记录员", liaison: "联络人",
  website: "网站", forum: "论坛", chat: "聊天", code: "代码", document: "文档", notes: "笔记", slides: "幻灯片",
  recording: "录像", calendar: "日历", location: "参加地点", social: "社交网络", image: "图片",
  scheduled: "按计划", moved: "已移动", cancelled: "已取消", held: "已举行", edited: "已更改",
  open: "未完成", in_progress: "进行中", done: "完成", dropped: "放弃",
  not_started: "未开始", ongoing: "进行中", completed: "已完成",
  monday: "星期一", tuesday: "星期二", wednesday: "星期三", thursday: "星期四", friday: "星期五", saturday: "星期六", sunday: "星期日",
};

function refused({ error, message }: Refusal): string {
  const [kind] = error;
  if (!kind) return message;
  if ("not_authorised" in kind) return `您无权这样做。需要：${kind.not_authorised.needed}。`;
  if ("anonymous_caller" in kind) return "请先登录。";
  if ("limit_exceeded" in kind) return `已达到上限 ${kind.limit_exceeded.limit}：${kind.limit_exceeded.what}。`;
  if ("rate_limited" in kind) {
    const at = new Date(Number(kind.rate_limited.retry_at / 1_000_000n)).toLocaleTimeString("zh");
    return `目前的额度已用完。请在 ${at} 之后再试。`;
  }
  if ("not_now" in kind) return `现在不能这样做：${kind.not_now.reason}。`;
  if ("already_exists" in kind) return `已经存在：${kind.already_exists.field}，记录 ${kind.already_exists.id}。`;
  if ("not_found" in kind) return `没有这样的记录：${kind.not_found.what}。`;
  return message;
}

export const zh: Words = {
  operations,
  choices,
  fields,
  refused,
  subgroup: "新建子小组",
  reason,
  form: {
    save: "保存",
    saveDraft: "保存草稿",
    publish: "发布",
    close: "关闭",
    discard: "丢弃已输入的内容",
    more: "更多",
    add: (what) => `添加：${what}`,
    entry: (what, position) => `${what} ${position}`,
    remove: "移除",
    up: "上移",
    down: "下移",
    choose: "—",
    commas: "多个用逗号分隔。",
    oneALine: "每行一个。",
    preview: "预览",
    signed: "究竟会签署什么",
    restored: "您之前输入的内容又在这里了。",
    notKept: "此浏览器不保留您输入的内容。",
    byYourClock: (zone) => `按您自己的时钟（${zone}）。`,
    byThatZone: "按下面时区的时钟。",
    start: "开始",
    firstDate: "第一次日期",
    zone: "时区",
    minutes: "分钟",
    dateAlone: "不知道钟点时的日期",
    dateAloneHint: "知道多少填多少。",
    asAnnounced: "公告中的原话",
  },
  date: { year: "年", month: "月", day: "日", text: "文字" },
  rules: {
    repeats: "重复",
    once: "一次",
    weekly: "每周",
    fortnightly: "每两周",
    fourWeekly: "每四周",
    monthly: (nth, day) => `每月第 ${nth} 个${day}`,
    monthlyLast: (day) => `每月最后一个${day}`,
    own: "自定规则（RRULE）",
  },
  series: {
    next: "接下来的日期",
    none: "日程还不完整。",
    past: "没有剩余的日期。",
    clashes: "同一时间",
    noClash: "这些时间没有其他会议。",
    suggest: "哪些时间适合多个时区的人？",
    zones: "时区，用逗号分隔",
    ask: "建议",
    slot: (day, hour, zone, people, all) => `${day} ${hour}（${zone}）：全年适合 ${all} 人中的 ${people} 人`,
  },
  period: {
    title: "在此期间",
    ask: "发生了什么？",
    minutes: "有纪要",
    milestones: (done, all) => `${all} 个里程碑中已完成 ${done} 个`,
    nothing: "没有记录。",
  },
  conflict: {
    title: "别人更快一步",
    merged: "他们的更改与您的更改已在下面合并。请查看后再次保存。",
    decide: "你们都更改了以下内容。请选择，或在下面编辑；其余已合并。然后再次保存。",
    before: "之前",
    mine: "您的",
    theirs: "他们的",
    keepMine: "保留您的",
    takeTheirs: "采用他们的",
    nothing: "（空）",
  },
  say: {
    loading: "正在加载……",
    sending: "正在发送……",
    saved: "已保存。",
    draftSaved: "草稿已保存。",
    noAnswer: "容器没有回应。",
    offline: "无法连接容器。您输入的内容已保留：请再试一次。",
    sessionEnded: "会话已结束。您输入的内容已保留：请重新登录后再保存。",
    signIn: "登录",
    signedIn: "您已重新登录。",
    faults: (count) => `有 ${count} 处需要修改：`,
  },
  me: {
    who: "您是谁",
    development: "这是本地网络。您的身份是此浏览器为开发而生成的密钥，在别处没有任何价值。",
    principal: "Principal",
    principals: "已关联的 principal",
    person: "人员",
    rights: "权限",
    admin: "此登记册的管理员",
    left: "本小时剩余的更改次数",
    copy: "复制",
    notLinked: "此 principal 还没有关联到任何人。",
    tellAdmin: (principal) => `请在这里请求，并告诉管理员：“请将 ${principal} 关联到我。”`,
    requested: (count) => `等待决定的请求：${count}。`,
    groups: "您的小组",
    member: "成员",
    may: {
      lead: "可以更改小组及其子小组的一切",
      co_lead: "可以更改小组及其子小组的一切",
      coordinator: "可以更改记录、会议和报告",
      scribe: "可以写纪要和行动项",
    },
    drafts: "纪要草稿",
    items: "您未完成的行动项",
    proposals: "等待决定的提案",
    requests: "关联请求",
    newcomer: "新",
    registry: "登记册",
    admins: "管理员：",
    none: "没有。",
  },
};
